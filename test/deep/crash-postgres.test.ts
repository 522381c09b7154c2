import { testCrashesOfFiling } from '../support/crash-of-filing.js';

describe('the server is killed on postgres', () => testCrashesOfFiling('postgres'));
