import { meetAll, openDesk } from '../support/diagnosis-desk.js';
import { workAt } from '../support/diagnosis-work.js';
import { coherenceRows } from './diagnosis-coherence.js';
import { microsoftRows } from './diagnosis-microsoft.js';
import { rightsRows } from './diagnosis-rights.js';

/*
 * What stands in the way once a person is signed in: codes E, F and N of the catalogue, each where the work is.
 */
const desk = openDesk();
const work = workAt(desk);
meetAll(desk, [...rightsRows(desk, work), ...coherenceRows(desk, work), ...microsoftRows(desk, work)]);
