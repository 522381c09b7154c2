import { stringify } from 'csv-stringify/sync';

/** A table for a spreadsheet, with a first line of names. A text that it would take for a formula is kept a text. */
export const toTable = (head: string[], rows: (string | number)[][]): string =>
  stringify([head, ...rows], { record_delimiter: '\r\n', escape_formulas: true });
