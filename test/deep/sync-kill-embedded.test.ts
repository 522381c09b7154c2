import { testKillsOfSync } from '../support/kill-of-sync.js';

describe('the sync is killed on embedded', () => testKillsOfSync('embedded'));
