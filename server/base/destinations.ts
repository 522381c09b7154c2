import { BlockList, isIP } from 'node:net';

/** Whether an address is at one of the origins; `https://*.name` means every host below `name`. */
export function isAtOrigin(address: string | URL, origins: readonly string[]): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, origin } = new URL(address);
  return origins.some((it) => {
    const [, below] = /^https:\/\/\*(\..+)$/.exec(it) ?? [];
    return below ? protocol === 'https:' && hostname.endsWith(below) : origin === it;
  });
}

const inside = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  inside.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of [
  ['::', 96], // unspecified, loopback, and IPv4 in its oldest clothes
  ['64:ff9b::', 96], // IPv4 behind a translator, also a local one
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 32], // IPv4 in tunnels
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const)
  inside.addSubnet(net, bits, 'ipv6');

/** Whether an IP address is of this machine, of a private network, or of no host at all: nothing of Microsoft's is there. */
export function isPrivateAddress(ip: string): boolean {
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip) ?? [];
  if (mapped) return isPrivateAddress(mapped);
  const family = isIP(ip);
  if (family === 0) return true;
  return inside.check(ip, family === 4 ? 'ipv4' : 'ipv6');
}
