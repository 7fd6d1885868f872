/**
 * Where the ZIP goes: to disk where the browser lets us (a file in the origin private file system),
 * else to Blobs that the browser may move to disk itself. Never all in memory.
 *
 * Runs in the archive worker, imported from a blob: URL; imports nothing.
 *
 * @typedef {object} Sink
 * @property {number} position where the next byte goes
 * @property {(bytes: Uint8Array<ArrayBuffer>) => void} write
 * @property {(at: number, bytes: Uint8Array<ArrayBuffer>) => void} patch writes over what stands there
 * @property {(at: number) => void} rewind forgets what was written from there on
 * @property {() => Promise<Blob>} close gives the finished file
 * @property {() => Promise<void>} discard removes what was written
 */

/** The folder of temporary output in the origin private file system. */
const FOLDER = 'anami-output';
/** Small writes are gathered up to this many bytes. */
const GATHER = 4 * 1024 ** 2;
/** Blobs that the fallback is made of, in bytes. */
const PIECE = 16 * 1024 ** 2;
/** From this many bytes on gathering would cost more than it saves. */
const LARGE = 256 * 1024;

/** Chromium tells of no more room than this, however much there is: so much stands for any amount. */
const MOST_TOLD = 10 * 1024 ** 3;

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
   * @param {number} large writes of so many bytes are passed on as they are, at most `size`
   * @param {(bytes: Uint8Array<ArrayBuffer>) => void} put
   */
  constructor(size, large, put) {
    this.buffer = new Uint8Array(size);
    this.large = large;
    this.used = 0;
    this.put = put;
  }

  /** @param {Uint8Array<ArrayBuffer>} bytes */
  write(bytes) {
    if (bytes.length > this.buffer.length - this.used) this.flush();
    if (bytes.length >= this.large) {
      this.flush();
      this.put(bytes);
      return;
    }
    this.buffer.set(bytes, this.used);
    this.used += bytes.length;
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
    if (quota - usage < Math.min(expected * 1.05, MOST_TOLD)) return null;
    handle = await (await folder()).getFileHandle(`${id}.zip`, { create: true });
    access = await handle.createSyncAccessHandle();
    access.truncate(0);
  } catch {
    return null;
  }
  const file = handle;
  const opened = access;
  let end = 0;
  /**
   * @param {Uint8Array<ArrayBuffer>} bytes
   * @param {number} at
   */
  const put = (bytes, at) => {
    try {
      if (opened.write(bytes, { at }) !== bytes.length) throw new SinkError();
    } catch {
      throw new SinkError();
    }
  };
  const gatherer = new Gatherer(GATHER, LARGE, (bytes) => {
    put(bytes, end);
    end += bytes.length;
  });
  return {
    get position() {
      return end + gatherer.used;
    },
    write: (bytes) => gatherer.write(bytes),
    patch(at, bytes) {
      gatherer.flush();
      put(bytes, at);
    },
    rewind(at) {
      gatherer.flush();
      try {
        opened.truncate(at);
      } catch {
        throw new SinkError();
      }
      end = at;
    },
    async close() {
      gatherer.flush();
      // Not flushed to the device: it is a temporary file, and waiting for the disk saves nobody.
      opened.close();
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
  let end = 0;
  /** @param {BlobPart[]} parts */
  const blob = (parts) => {
    try {
      return new Blob(parts);
    } catch {
      throw new SinkError();
    }
  };
  const gatherer = new Gatherer(PIECE, PIECE, (bytes) => {
    pieces.push(blob([bytes]));
    end += bytes.length;
  });
  /**
   * Cut so that a piece begins at `at`, and return which.
   * @param {number} at
   */
  const cutAt = (at) => {
    gatherer.flush();
    let start = end;
    for (let place = pieces.length - 1; place >= 0; place -= 1) {
      const piece = /** @type {Blob} */ (pieces[place]);
      start -= piece.size;
      if (start > at) continue;
      if (start === at) return place;
      pieces.splice(place, 1, piece.slice(0, at - start), piece.slice(at - start));
      return place + 1;
    }
    return pieces.length;
  };
  return {
    get position() {
      return end + gatherer.used;
    },
    write: (bytes) => gatherer.write(bytes),
    patch(at, bytes) {
      const first = cutAt(at);
      const next = cutAt(at + bytes.length);
      pieces.splice(first, next - first, blob([bytes]));
    },
    rewind(at) {
      pieces.length = cutAt(at);
      end = at;
    },
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
