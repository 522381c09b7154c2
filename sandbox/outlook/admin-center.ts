import fs from 'node:fs';
import path from 'node:path';
import { html, jsonOf, type Answer, type Exchange } from '../base/exchange.js';
import type { Router } from '../base/router.js';
import type { Deployed } from './deployments.js';
import type { OutlookParts } from './parts.js';
import { whoIs } from './people.js';

interface Upload {
  xml?: string;
  /** `everybody`, or ids of people. */
  assigned?: Deployed['assigned'];
}

/** The page on which administrators deploy an add-in, and the calls behind it. */
export function addAdminCenter(router: Router, parts: OutlookParts): void {
  const { deployments, root } = parts;
  const page = () =>
    html(fs.readFileSync(path.join(root, 'sandbox/outlook/web/admin-center.html'), 'utf8'), 200, {
      'content-security-policy': "default-src 'self'",
      'cache-control': 'no-store',
    });
  const asAdministrator = (x: Exchange, work: (tenantId: string) => void): Answer => {
    const { organisation, person } = whoIs(parts, x);
    if (person.role !== 'administrator')
      return { status: 403, body: { error: `${person.name} does not administer ${organisation.name}.` } };
    try {
      work(organisation.tenantId);
    } catch (error) {
      return { status: 400, body: { error: (error as Error).message } };
    }
    const found = deployments.of(organisation.tenantId);
    return {
      status: 200,
      body: {
        organisation: organisation.name,
        people: organisation.people.map(({ id, name }) => ({ id, name })),
        me: person.id,
        app: found
          ? { name: found.addIn.name, id: found.addIn.id, version: found.addIn.version, ...found, addIn: undefined }
          : null,
      },
    };
  };

  router
    .on('GET', '/Adminportal/Home', page)
    .on('GET', '/api/deployment', (x) => asAdministrator(x, () => undefined))
    .on('PUT', '/api/deployment', (x) => {
      const { xml = '', assigned } = jsonOf<Upload>(x);
      return asAdministrator(x, (tenantId) => deployments.upload(tenantId, xml, assigned));
    })
    .on('PATCH', '/api/deployment', (x) => {
      const { assigned = [] } = jsonOf<Upload>(x);
      return asAdministrator(x, (tenantId) => deployments.assign(tenantId, assigned));
    })
    .on('DELETE', '/api/deployment', (x) => asAdministrator(x, (tenantId) => deployments.remove(tenantId)));
}
