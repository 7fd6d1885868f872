/**
 * dcmjs's usual anonymisation: read, `anonymizer.cleanTags`, write. Each result is put aside as a
 * Blob, so that memory needn't hold them all.
 */

// It warns a lot; writing that to a console costs time, which shall not be counted against it.
for (const name of ['debug', 'info', 'log', 'trace', 'warn', 'error']) console[name] = () => {};

const loaded = import('./dcmjs.js');

/** @param {File[]} files */
async function clean(files) {
  const { default: dcmjs } = await loaded;
  const results = [];
  const begun = performance.now();
  for (const file of files) {
    const dataset = dcmjs.data.DicomMessage.readFile(await file.arrayBuffer());
    dcmjs.anonymizer.cleanTags(dataset.dict);
    results.push(new Blob([dataset.write()]));
  }
  return {
    outputs: results.filter((result) => result.size > 0).length,
    milliseconds: performance.now() - begun,
    error: '',
  };
}

self.onmessage = async ({ data }) => {
  try {
    self.postMessage(await clean(data));
  } catch (error) {
    // The kind alone: a message could hold a value of a file.
    self.postMessage({ outputs: 0, milliseconds: 0, error: `raised ${error?.name ?? 'an error'}` });
  }
};
