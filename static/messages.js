/**
 * The messages between page and workers, as types and as one list.
 *
 * `REQUESTS` mirrors `anami/runtime/messages.py`; a contract test compares the two. What belongs
 * here: shapes. Nothing here runs.
 *
 * @typedef {{kind: 'file', file: Blob} | {kind: 'deflated', file: Blob, size: number}} Source
 *   Where the bytes of an input are: a File or a slice of one, or deflated bytes and their size
 *   once inflated.
 *
 * @typedef {object} Input One file that the person gave.
 * @property {number} index its number, from zero: the only name that leaves the page's screen
 * @property {string} path where the person's own screen shows it; never sent, never reported
 * @property {number} size in bytes; of a file, 0 until the survey tells it
 * @property {Source | null} source null when it couldn't be opened
 * @property {string} failure why not, as a code; '' when it could
 *
 * @typedef {{kind: string, value: string}} KnownValue
 *
 * @typedef {object} SurveyRecord
 * @property {number} index
 * @property {'readable' | 'refused' | 'skipped'} status
 * @property {string} code
 * @property {number} size
 * @property {string} patient_key
 * @property {string} patient_name
 * @property {string} patient_id
 * @property {string} study_key
 * @property {string} study_date
 * @property {string} study_description
 * @property {string} series_key
 * @property {number | string | null} series_number
 * @property {string} series_description
 * @property {string} modality
 * @property {string} sop_class_name
 * @property {string} patient_code
 * @property {string} sop_instance_uid
 * @property {number | null} instance_number
 * @property {number} frames
 * @property {string[]} warnings
 *
 * @typedef {Record<string, KnownValue[]>} Known by patient key
 *
 * @typedef {{offset: number, length: number} | {start: number, stop: number}} Part
 *   Bytes of the batch's header buffer, or a range of the source.
 *
 * @typedef {object} Outcome What became of one input.
 * @property {number} index
 * @property {'de-identified' | 'refused' | 'skipped'} status
 * @property {string} code
 * @property {string[]} warnings
 * @property {string} [where] path of the element at fault, never a value
 * @property {Part[]} [parts]
 * @property {string} [profile] names the list of decisions
 * @property {number | null} [crc] added by the worker: CRC-32 of the result, null if that was not read
 *
 * @typedef {{index: number, name: string}} Entry
 *
 * @typedef {object} ArchiveEntry What becomes one entry of the ZIP.
 * @property {number} index
 * @property {string} name
 * @property {Part[]} parts
 * @property {ArrayBuffer} header
 * @property {number | null} crc null when ranges are to be read from `source`
 * @property {ArrayBuffer | null} body the whole source, when it was read
 * @property {Blob | null} source
 *
 * @typedef {object} PlanFolder Instances that will stand in one folder of the archive.
 * @property {string} patient_key
 * @property {string} patient_code
 * @property {string} study_key
 * @property {string} series_key
 * @property {[number, string, number | null, number][]} instances index, SOP Instance UID, Instance
 *   Number, size: few bytes each, for there may be a hundred thousand
 *
 * @typedef {object} PlanResult
 * @property {Entry[]} entries
 * @property {{index: number, code: string}[]} skipped
 * @property {Record<number, string[]>} warnings what shows only among several inputs
 *
 * @typedef {object} DeidentifyResult
 * @property {Outcome[]} outcomes
 * @property {Record<string, object[]>} profiles
 * @property {Record<number, Blob>} [inflated] added by the worker: what ranges of inflated inputs refer to
 * @property {Record<number, ArrayBuffer>} [bodies] added by the worker: inputs that it has read whole
 *
 * @typedef {object} BootResult
 * @property {Record<string, string>} versions
 * @property {string} edition
 * @property {string} table_digest
 *
 * @typedef {object} EngineAssets What an engine worker boots from.
 * @property {string} indexUrl
 * @property {string} pyodideUrl blob: URL of pyodide.mjs
 * @property {string} crcUrl blob: URL of hash-wasm's CRC-32
 * @property {string} asmUrl blob: URL of pyodide.asm.mjs
 * @property {string} lock the lock file's text, with no packages in it
 * @property {WebAssembly.Module} module compiled once
 * @property {Blob} stdlib
 * @property {{name: string, blob: Blob}[]} wheels
 * @property {string} app the text of app.py
 */

/**
 * Fields of each request that reaches Python, besides `id` and `type`.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const REQUESTS = Object.freeze({
  boot: [],
  survey: ['files'],
  candidates: ['instances'],
  digest: ['files'],
  plan: ['folders', 'digests', 'protocol', 'key'],
  deidentify: ['files', 'known', 'protocol', 'key'],
  report: ['protocol', 'profiles', 'tally'],
});
