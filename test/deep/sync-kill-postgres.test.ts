import { testKillsOfSync } from '../support/kill-of-sync.js';

describe('the sync is killed on postgres', () => testKillsOfSync('postgres'));
