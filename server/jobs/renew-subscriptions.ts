export { renewSubscriptions } from '../sync/renew.js';
