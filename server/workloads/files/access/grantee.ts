/** What a person or group may do in a folder; `owner` is never given by us. */
export type Right = 'read' | 'write';
export type Role = Right | 'owner';

/** Somebody inside the organisation, or a group of them. People are known by id, by address, or by both. */
export interface Grantee {
  kind: 'person' | 'group';
  id?: string;
  address?: string;
  name: string;
}

const ranks: Record<Role, number> = { read: 1, write: 2, owner: 3 };
export const rank = (role: Role | undefined): number => (role ? ranks[role] : 0);
export const higher = <R extends Role>(a: R | undefined, b: R | undefined): R | undefined =>
  rank(a) >= rank(b) ? a : b;
export const lower = (a: Role, b: Right): Right => (a === 'read' ? a : b);

/** By id where both have one: an address can change hands, an id cannot. */
export function isSame(a: Omit<Grantee, 'name'>, b: Omit<Grantee, 'name'>): boolean {
  if (a.kind !== b.kind) return false;
  if (a.id && b.id) return a.id === b.id;
  return a.address !== undefined && a.address.toLowerCase() === b.address?.toLowerCase();
}
/** A name for rows and for comparing plans. */
export const keyOf = ({ kind, id, address }: Grantee): string =>
  `${kind} ${kind === 'person' && address ? address.toLowerCase() : (id ?? address ?? '').toLowerCase()}`;
