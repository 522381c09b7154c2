import type { IconName } from '../ui/Icon.js';

/** A module's sign, by what people usually call it; a module nobody thought of has one too. */
export function moduleIcon(module: string): IconName {
  if (/person|people|contact/i.test(module)) return 'person';
  if (/account|compan|customer|organi/i.test(module)) return 'building';
  if (/deal|opportunit/i.test(module)) return 'money';
  if (/lead/i.test(module)) return 'target';
  if (/task|ticket/i.test(module)) return 'task';
  return 'box';
}
