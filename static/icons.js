/** The page's own icons: 24 × 24, one stroke, drawn for it. Decoration: words stand beside each. */

const PATHS = Object.freeze({
  patient: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8m-8 8c.6-4 3.6-6 8-6s7.4 2 8 6',
  researcher: 'M9 3h6m-5 0v6l-5 9a2 2 0 0 0 2 3h10a2 2 0 0 0 2-3l-5-9V3M7.500 15h9',
  educator: 'm2 9 10-5 10 5-10 5zm4 2v5c3 3 9 3 12 0v-5m4-2v6',
  manager: 'M4 6c0-4 16-4 16 0s-16 4-16 0v12c0 4 16 4 16 0V6M4 12c0 4 16 4 16 0',
  clinician: 'M6 3H4v6a5 5 0 0 0 10 0V3h-2M9 14v2a5 5 0 0 0 10 0v-2m0 0a2 2 0 1 0 0-4 2 2 0 0 0 0 4',
  check: 'm5 13 4 4L19 7',
  shield: 'M12 3 5 6v5c0 5 3 8 7 10 4-2 7-5 7-10V6zm-3 9 2 2 4-4',
  plug: 'M9 3v5m6-5v5M6 8h12v3a6 6 0 0 1-12 0zm6 9v4',
  network: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18m-9-9h18M12 3c-5 5-5 13 0 18 5-5 5-13 0-18',
  fingerprint: 'M7 4c4-2 9-1 11 3 1 3 1 6 0 10M4 9c1-2 2-3 4-4M4 14c0-6 3-8 7-8s6 3 6 7M8 20c1-3 0-6 1-8 1-3 5-3 5 1 0 3 0 5-1 8m-1-8c0 3 0 6-1 8',
  edition: 'M5 4h6a3 3 0 0 1 3 3v13a3 3 0 0 0-3-2H5zm14 0h-2a3 3 0 0 0-3 3v13a3 3 0 0 1 3-2h2z',
  warning: 'M12 4 2.500 20h19zm0 6v4m0 3v.010',
  pencil: 'm4 20 1-4L16 5l3 3L8 19zm10-13 3 3',
  image: 'M4 5h16v14H4zm0 11 5-5 4 4 3-3 4 4M15.500 9v.010',
  compare: 'M4 5h6v14H4zm10 0h6v14h-6m-4-7h4m-1.500-2 2 2-2 2',
  file: 'M6 3h8l4 4v14H6zm8 0v4h4',
  upload: 'M12 16V4m-5 5 5-5 5 5M4 20h16',
  download: 'M12 4v12m-5-5 5 5 5-5M4 20h16',
  key: 'M8 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8m4-4h9m-3 0v4',
  list: 'M9 6h11M9 12h11M9 18h11M4 6h.010M4 12h.010M4 18h.010',
  plus: 'M12 5v14M5 12h14',
  cross: 'm6 6 12 12M18 6 6 18',
});

/** @typedef {keyof typeof PATHS} IconName */

const SVG = 'http://www.w3.org/2000/svg';

/** @param {IconName} name */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}
