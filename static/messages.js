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
 * @property {string[]} warnings as without any option
 * @property {[option: string, code: string][]} spared warnings that an option makes untrue
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
 *
 * @typedef {{index: number, name: string, edits: Edits}} Entry
 *   `edits` are those to de-identify it with
 *
 * @typedef {object} ArchiveEntry What becomes one entry of the ZIP.
 * @property {number} index
 * @property {string} name
 * @property {Part[]} parts
 * @property {ArrayBuffer} header
 * @property {Uint8Array<ArrayBuffer> | null} body the whole source, when it was read; several may be
 *   views of one buffer
 * @property {Blob | null} source to read ranges from when there is no `body`
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
 * @property {Record<number, Uint8Array<ArrayBuffer>>} [bodies] added by the worker: inputs that it has read whole
 *
 * @typedef {{content: string, prefix: string} | {}} Codes a subject code list, one character a byte; {} for none
 *
 * @typedef {object} OwnRule as the protocol document holds it
 * @property {string | {creator: string, group: string, element: string}} attribute
 * @property {string} action
 * @property {string} [value]
 * @property {string} [reason]
 * @property {string[]} [path]
 *
 * @typedef {Partial<Record<EditName, string>>} Edits
 * @typedef {'patient_name' | 'patient_id' | 'study_description' | 'series_description'} EditName
 *
 * @typedef {object} ProtocolDocument `anami/protocol_schema.json` has the form
 * @property {string} schema
 * @property {string} [edition]
 * @property {string} profile
 * @property {string[]} options
 * @property {OwnRule[]} [rules]
 * @property {{patient_id_prefix?: string, whole_weeks?: boolean}} [replacement]
 * @property {Edits} [edits]
 *
 * @typedef {object} Offer One option of PS3.15 E.3.
 * @property {string} name
 * @property {string} title as the standard has it
 * @property {string} section of PS3.15
 * @property {string} code of CID 7050
 * @property {boolean} offered whether this version carries it out
 * @property {string[]} excludes
 *
 * @typedef {{name: string, value: '' | 'needed' | 'possible', vrs: string[]}} ActionOffer
 *   an action of own rules; `vrs` empty: suits every VR
 *
 * @typedef {{slope: number, intercept: number, windows: {center: number, width: number, name: string}[], function: string}} Transformation
 * @typedef {{first: number, bits: number, offset: number, entries: number}} TableReference
 *
 * @typedef {object} ImageDescription How pixels are read and shown: see `anami/imageinfo.py`.
 * @property {number} index
 * @property {number} base where this image's bytes begin in the reply's header
 * @property {string} code '' if there is something to draw
 * @property {number} rows
 * @property {number} columns
 * @property {number} samples
 * @property {string} photometric
 * @property {number} planar
 * @property {number} frames
 * @property {number} allocated
 * @property {number} bits of a native frame
 * @property {number} stored
 * @property {number} high
 * @property {boolean} signed
 * @property {'' | 'float32' | 'float64'} real
 * @property {'native' | 'rle' | 'deflate' | 'jpeg' | 'jpeg-ls' | 'jpeg-2000' | 'htj2k'} codec
 * @property {boolean} big
 * @property {boolean} words
 * @property {boolean} inline
 * @property {number} start
 * @property {number} length
 * @property {[number, number][][]} pieces
 * @property {number} aspect
 * @property {string} modality
 * @property {Transformation} values
 * @property {Transformation[]} per_frame
 * @property {[number, number] | null} padding
 * @property {boolean} inverse
 * @property {Record<string, TableReference>} tables
 *
 * @typedef {{kind: 'text' | 'bytes' | 'items' | 'empty', text?: string, size?: number, cut?: number}} ShownValue
 *
 * @typedef {object} InspectedNode One element, before and after: see `anami/inspection.py`.
 * @property {string} tag
 * @property {string} name
 * @property {string} keyword
 * @property {string} vr
 * @property {string} creator of a private element
 * @property {string} row codes of Table E.1-1
 * @property {'D' | 'Z' | 'X' | 'K' | 'C' | 'U' | 'A'} action
 * @property {string} reason
 * @property {'kept' | 'changed' | 'removed' | 'added'} change
 * @property {ShownValue | null} before
 * @property {ShownValue | null} after
 * @property {InspectedNode[][]} items
 *
 * @typedef {object} Inspection
 * @property {number} index
 * @property {string} status
 * @property {string} code
 * @property {string} where
 * @property {string[]} warnings
 * @property {boolean} cut
 * @property {Record<string, string>} clauses
 * @property {InspectedNode[]} nodes
 *
 * @typedef {object} CodecAssets What the image worker decodes with, compiled when first needed.
 * @property {string} pixelsUrl blob: URL of viewer-pixels-worker.js
 * @property {string} codecsUrl blob: URL of viewer-codecs-worker.js
 * @property {string} losslessUrl blob: URL of the JPEG lossless decoder
 * @property {Record<'charls' | 'openjpeg' | 'openjph', {url: string, wasm: Blob}>} codecs
 *
 * @typedef {object} BootResult
 * @property {Record<string, string>} versions
 * @property {string} edition
 * @property {string} table_digest
 * @property {{start: ProtocolDocument, locked: string[], presets: string[]}} terms what the site fixes: see `anami/terms.py`
 * @property {Record<string, ProtocolDocument>} presets
 * @property {Offer[]} options
 * @property {ActionOffer[]} actions
 * @property {string[]} importable
 *
 * @typedef {[key: string, values: Record<string, string>][]} Said
 * @typedef {{said: Said, protocol: ProtocolDocument | null, code: string, where: string}} Described
 * @typedef {{number: number, code: string, subject: string, outcome: string}} ImportLine
 * @typedef {[tag: string, keyword: string, name: string, vr: string]} AttributeRow
 *
 * @typedef {object} PreviewRow
 * @property {string} path
 * @property {string} name
 * @property {string[]} before action codes under the profile alone
 * @property {string} now action code
 * @property {string[]} reasons
 * @property {number} count
 * @property {string} original
 * @property {string} result
 *
 * @typedef {object} Preview
 * @property {PreviewRow[]} rows
 * @property {Record<number, Required<Edits>>} names
 * @property {Record<number, string>} ended
 *
 * @typedef {[study: string, sopClass: string, sopInstance: string]} Identity by which an archive knows an instance
 * @typedef {[state: 'stored' | 'warned' | 'failed', code: string, reason: string]} Fate what became of
 *   an instance that was sent, why in kebab case, and the archive's own number: see `anami/sending.py`
 * @typedef {'go-on' | 'again' | 'split' | 'sign-in' | 'stop'} Next
 * @typedef {{fates: Record<string, Fate>, then: Next}} Judgement by SOP Instance UID
 * @typedef {{present: number, missing: string[], others: number, readable: boolean}} Comparison
 *
 * @typedef {object} EngineAssets What an engine worker boots from.
 * @property {string} indexUrl
 * @property {string} bootUrl blob: URL of boot-worker.js
 * @property {string} pyodideUrl blob: URL of pyodide.mjs
 * @property {string} asmUrl blob: URL of pyodide.asm.mjs
 * @property {string} lock the lock file's text, with no packages in it
 * @property {Record<string, string>} versions of what the manifest lists
 * @property {WebAssembly.Module} module compiled once
 * @property {Uint8Array<ArrayBuffer>} stdlib a ZIP: the archive of all byte code, or Pyodide's own library
 * @property {{wheels: {name: string, bytes: Uint8Array<ArrayBuffer>}[], app: string} | null} plain
 *   null if the archive is all that is needed; else the wheels to install and the text of app.py
 */

/**
 * Fields of each request that reaches Python, besides `id` and `type`.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const REQUESTS = Object.freeze({
  boot: ['terms'],
  forget: [],
  survey: ['files', 'codes'],
  candidates: ['instances'],
  digest: ['files'],
  plan: ['folders', 'digests', 'protocol', 'key', 'edits'],
  deidentify: ['files', 'known', 'protocol', 'key', 'codes'],
  report: ['protocol', 'profiles', 'tally'],
  report_page: ['report', 'form', 'words', 'language', 'direction'],
  describe_protocol: ['protocol'],
  import: ['tool', 'text'],
  attributes: [],
  preview: ['files', 'known', 'protocol', 'key', 'codes'],
  read_codes: ['codes'],
  crosswalk: ['records', 'results', 'protocol', 'key', 'codes'],
  describe: ['files'],
  inspect: ['files', 'known', 'protocol', 'key', 'codes'],
  example: [],
  identify: ['files'],
  judge_sent: ['status', 'body', 'sent'],
  compare_sent: ['bodies', 'sent'],
});
