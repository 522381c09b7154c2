import { databasesOf } from '../support/depth.js';
import { testRights } from '../support/files-rights.js';

describe.each(databasesOf('postgres'))('nobody without right on %s', (kind) => testRights(kind));
