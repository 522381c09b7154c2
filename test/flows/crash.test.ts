import { testCrashesOfFiling } from '../support/crash-of-filing.js';

/* One kill on each database; every other step of filing, sending and unfiling is in test/deep. */
describe('the server is killed on embedded', () => testCrashesOfFiling('embedded', 1));
describe('the server is killed on postgres', () => testCrashesOfFiling('postgres', 0));
