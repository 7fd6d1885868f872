/**
 * Where the ZIP goes: to disk where the browser lets us (a file in the origin private file system),
 * else to Blobs that the browser may move to disk itself. Never all in memory.
 *
 * Runs in the archive worker, imported from a blob: URL; imports nothing.
 *
 * @typedef {object} Sink
 * @property {(bytes: Uint8Array) => void} write
 * @property {() => Promise<Blob>} close gives the finished file
 * @property {() => Promise<void>} discard removes what was written
 */

/** The folder of temporary output in the origin private file system. */
const FOLDER = 'anami-output';
/** Small writes are gathered up to this many bytes. */
const GATHER = 4 * 1024 ** 2;
/** Blobs that the fallback is made of, in bytes. */
const PIECE = 16 * 1024 ** 2;

/** The sink refused bytes: no room, or no permission. */
export class SinkError extends Error {
  constructor() {
    super('sink-failed');
    this.code = 'sink-failed';
  }
}

/** The name of the lock that a page holds as long as its output may be used. @param {string} id */
export const lockName = (id) => `anami-output-${id}`;

/** @returns {Promise<FileSystemDirectoryHandle>} */
async function folder() {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle(FOLDER, { create: true });
}

/** Gathers small writes, so that the sink behind it sees few large ones. */
class Gatherer {
  /**
   * @param {number} size
   * @param {(bytes: Uint8Array<ArrayBuffer>) => void} put
   */
  constructor(size, put) {
    this.buffer = new Uint8Array(size);
    this.used = 0;
    this.put = put;
  }

  /** @param {Uint8Array} bytes */
  write(bytes) {
    let at = 0;
    while (at < bytes.length) {
      const count = Math.min(bytes.length - at, this.buffer.length - this.used);
      this.buffer.set(bytes.subarray(at, at + count), this.used);
      this.used += count;
      at += count;
      if (this.used === this.buffer.length) this.flush();
    }
  }

  flush() {
    if (this.used) this.put(this.buffer.subarray(0, this.used));
    this.used = 0;
  }
}

/**
 * A file in the origin private file system.
 * @param {string} id of the page; names the file
 * @param {number} expected bytes that will probably be written
 * @returns {Promise<Sink | null>} null where the browser has none or too little room is left
 */
export async function diskSink(id, expected) {
  let handle;
  let access;
  try {
    const { quota = 0, usage = 0 } = await navigator.storage.estimate();
    if (quota - usage < expected * 1.05) return null;
    handle = await (await folder()).getFileHandle(`${id}.zip`, { create: true });
    access = await handle.createSyncAccessHandle();
    access.truncate(0);
  } catch {
    return null;
  }
  const file = handle;
  const opened = access;
  let at = 0;
  const gatherer = new Gatherer(GATHER, (bytes) => {
    try {
      if (opened.write(bytes, { at }) !== bytes.length) throw new SinkError();
    } catch {
      throw new SinkError();
    }
    at += bytes.length;
  });
  return {
    write: (bytes) => gatherer.write(bytes),
    async close() {
      gatherer.flush();
      try {
        opened.flush();
      } catch {
        throw new SinkError();
      } finally {
        opened.close();
      }
      return file.getFile();
    },
    async discard() {
      try {
        opened.close();
        await (await folder()).removeEntry(`${id}.zip`);
      } catch {
        // Removed at the next start: see `clean`.
      }
    },
  };
}

/**
 * Blobs, one after another.
 * @returns {Sink}
 */
export function blobSink() {
  /** @type {Blob[]} */
  let pieces = [];
  const gatherer = new Gatherer(PIECE, (bytes) => {
    try {
      pieces.push(new Blob([bytes]));
    } catch {
      throw new SinkError();
    }
  });
  return {
    write: (bytes) => gatherer.write(bytes),
    async close() {
      gatherer.flush();
      return new Blob(pieces, { type: 'application/zip' });
    },
    async discard() {
      pieces = [];
    },
  };
}

/**
 * Remove temporary output of pages that are gone (closed, reloaded or crashed): those whose lock
 * nobody holds.
 */
export async function clean() {
  try {
    const { held = [] } = await navigator.locks.query();
    const alive = new Set(held.map((lock) => lock.name));
    const directory = await folder();
    const stale = [];
    for await (const name of /** @type {any} */ (directory).keys()) {
      if (!alive.has(lockName(String(name).replace(/\.zip$/, '')))) stale.push(name);
    }
    await Promise.allSettled(stale.map((name) => directory.removeEntry(name)));
  } catch {
    // No such file system here, so nothing to clean.
  }
}

/** Remove this page's own output. @param {string} id */
export async function remove(id) {
  try {
    await (await folder()).removeEntry(`${id}.zip`);
  } catch {
    // Not there, or still open: removed at the next start.
  }
}
