/**
 * Reads files for the engine workers. What a worker is being given waits in the browser as long as
 * Python is busy in that worker; what is read here is there as soon as Python is ready for it.
 *
 * Runs from a blob: URL, like worker.js, and imports nothing.
 */

/** @param {{blob: Blob, id: number}} request @returns {Promise<{id: number, bytes: ArrayBuffer | null}>} */
async function read({ id, blob }) {
  try {
    return { id, bytes: await blob.arrayBuffer() };
  } catch {
    return { id, bytes: null };
  }
}

// Each message brings the port of one more worker that asks.
self.onmessage = (/** @type {MessageEvent<{port: MessagePort}>} */ { data: { port } }) => {
  port.onmessage = async ({ data }) => {
    const reply = await read(data);
    port.postMessage(reply, reply.bytes ? [reply.bytes] : []);
  };
};
