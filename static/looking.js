/**
 * Where the parts that show images and compare before and after plug themselves in. A part that is
 * not there has no button: nothing on the page does nothing.
 *
 * @typedef {object} SeriesPlace One series of the review.
 * @property {import('./messages.js').SurveyRecord[]} records in the order of the survey
 * @property {import('./survey.js').Survey} survey has the inputs' sources and known values
 * @property {import('./settings.js').Settings} settings
 * @property {() => Promise<string>} key in force now, as hexadecimal digits
 * @property {(type: string, fields: object) => Promise<any>} ask a request to an engine worker
 *
 * @typedef {object} Looking
 * @property {((slot: HTMLElement, place: SeriesPlace) => void) | null} thumbnail fills the slot when it can
 * @property {((place: SeriesPlace) => void) | null} images lets the person look at the series
 * @property {((place: SeriesPlace) => void) | null} compare shows before and after for an instance
 */

/** @type {Looking} */
export const looking = { thumbnail: null, images: null, compare: null };
