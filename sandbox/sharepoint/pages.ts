import { formOf, type Answer } from '../base/exchange.js';
import { organisations } from '../tenant/company.js';
import type { Site } from '../tenant/files/site.js';
import { markup, page, raw, sizeText } from './looks.js';
import { may, viewerOf, type Place, type Visit } from './visit.js';

const personOf = (objectId: string | undefined) =>
  organisations.flatMap((it) => it.people).find((it) => it.id === objectId);

/** A folder with what is in it, or a file with its preview; or the way to ask for access. */
export function showItem(visit: Visit, place: Place): Answer {
  if (!may(visit, place, 'read')) return needAccess(visit, place);
  const { drive, item } = place;
  const { drives } = visit.tenants;
  const trail = trailOf(visit, place);
  if (item.file) {
    return page({
      title: item.name,
      who: visit.person.name,
      content: markup`${trail}<h1>${item.name}</h1><p>${sizeText(item.file.size)}, changed ${item.lastModifiedDateTime.slice(0, 10)} by ${personOf(item.lastModifiedBy)?.name ?? 'an application'} · <a href="${visit.addresses.download(drive, item)}">Download</a></p><iframe src="${new URL(visit.addresses.preview(drive, item, '')).pathname}" title="${item.name}"></iframe>`,
    });
  }
  const rows = drives.children(drive, item.id).filter((it) => !it.isCutOff || may(visit, { drive, item: it }, 'read'));
  return page({
    title: item.parentId === null ? drive.name : item.name,
    who: visit.person.name,
    content: markup`${trail}<h1>${item.parentId === null ? drive.name : item.name}</h1>${
      rows.length === 0
        ? markup`<p>This folder is empty.</p>`
        : markup`<table><thead><tr><th scope="col">Name</th><th scope="col">Modified</th><th scope="col">Size</th></tr></thead><tbody>${rows.map(
            (it) =>
              markup`<tr><td><a href="${visit.addresses.web(drive, it)}">${it.name}${it.file ? '' : '/'}</a></td><td class="n">${it.lastModifiedDateTime.slice(0, 10)}</td><td class="n">${it.file ? sizeText(it.file.size) : `${drives.index(drive).childCount(it.id)} items`}</td></tr>`,
          )}</tbody></table>`
    }`,
  });
}

/** Names of the folders above, as far as the person may open them. */
function trailOf(visit: Visit, { drive, item }: Place): { raw: string } {
  const above: { raw: string }[] = [];
  for (let at = drive.items[item.parentId ?? '']; at; at = drive.items[at.parentId ?? ''])
    if (may(visit, { drive, item: at }, 'read'))
      above.unshift(
        markup`<a href="${visit.addresses.place(drive, at)}">${at.parentId === null ? drive.name : at.name}</a> / `,
      );
  return above.length > 0 ? markup`<nav aria-label="Folders above">${above}</nav>` : raw('');
}

export function showSite(visit: Visit, site: Site): Answer {
  const libraries = visit.tenants.drives.ofSite(site).filter((it) => visit.tenants.drives.mayOpen(it, viewerOf(visit)));
  if (libraries.length === 0)
    return page({
      title: site.title,
      who: visit.person.name,
      status: 403,
      content: markup`<h1>You need access</h1><p>You are signed in as ${visit.person.name}, who is not a member of this site.</p>`,
    });
  return page({
    title: site.title,
    who: visit.person.name,
    content: markup`<h1>${site.title}</h1><p>${site.description}</p><ul>${libraries.map((it) => markup`<li><a href="${visit.addresses.place(it)}">${it.name}</a></li>`)}</ul>`,
  });
}

/** Says nothing about what is there, not even its name. */
export function needAccess(visit: Visit, _place: Place, isAsked = false): Answer {
  return page({
    title: 'You need access',
    who: visit.person.name,
    status: isAsked ? 200 : 403,
    content: isAsked
      ? markup`<h1>Your request was sent</h1><p>You hear from the owner when they answer.</p>`
      : markup`<h1>You need access</h1><p>You are signed in as ${visit.person.name} (${visit.person.userPrincipalName}), who may not open this. Ask the owner, or use another account.</p><form method="post"><label>Message to the owner<br><textarea name="message" rows="3"></textarea></label><p><button>Request access</button></p></form>`,
  });
}

/** A request for access reaches the owner as a mail, as the service sends it. */
export function askForAccess(visit: Visit, place: Place): Answer {
  const { drive, item } = place;
  const site = visit.tenants.drives.siteOf(drive);
  const owner = personOf(drive.objectId ?? site?.owners.find((it) => it.kind === 'person')?.id);
  if (owner)
    visit.tenants.deliver({
      from: { name: visit.person.name, address: visit.person.userPrincipalName },
      to: [{ name: owner.name, address: owner.userPrincipalName }],
      subject: `${visit.person.name} asks for access to "${item.name}"`,
      html: markup`<p>${visit.person.name} (${visit.person.userPrincipalName}) would like to open <a href="${visit.addresses.web(drive, item)}">${item.name}</a>.</p><p>${formOf(visit.exchange).get('message') ?? ''}</p>`
        .raw,
    });
  return needAccess(visit, place, true);
}
