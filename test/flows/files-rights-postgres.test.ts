import { testRights } from '../support/files-rights.js';

describe('nobody without right on postgres', () => testRights('postgres'));
