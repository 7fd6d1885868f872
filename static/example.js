/**
 * The example study, made by the engine where it is wanted (`anami/example.py`): no download, no
 * request, the same files each time.
 *
 * @typedef {import('./pool.js').Pool} Pool
 */

/**
 * The files of the example, as if the person had chosen them.
 * @param {Pool} pool
 * @returns {Promise<File[]>}
 */
export async function exampleFiles(pool) {
  const { result, header } = await pool.request('example', {});
  const bytes = header ?? new ArrayBuffer(0);
  return result.files.map(
    (/** @type {{name: string, offset: number, length: number}} */ { name, offset, length }) =>
      new File([bytes.slice(offset, offset + length)], name, { type: 'application/dicom' }),
  );
}
