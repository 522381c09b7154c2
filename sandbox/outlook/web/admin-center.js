// Integrated apps: which add-in the organisation has, and for whom.
const at = (id) => document.getElementById(id);
let known;

async function ask(method, body) {
  const answer = await fetch('/api/deployment', {
    method,
    ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
  });
  const said = await answer.json();
  at('problem').hidden = answer.ok;
  if (!answer.ok) {
    at('problem').textContent = said.error;
    return false;
  }
  known = said;
  show();
  return true;
}

function show() {
  const { organisation, people, app } = known;
  at('organisation').textContent = `${organisation} admin center`;
  at('upload').hidden = false;
  at('app').textContent = app ? `${app.name} ${app.version} (${app.id})` : 'None.';
  const names = app && app.assigned !== 'everybody' && people.filter((it) => app.assigned.includes(it.id));
  at('assigned').textContent = !app
    ? ''
    : app.isOwn
      ? 'The manifest of the project’s folder, for everybody, until one is uploaded.'
      : names
        ? `Users: ${names.map((it) => it.name).join(', ') || 'nobody'}`
        : 'Users: entire organization';
  at('remove').hidden = !app || app.isOwn;
  const isThere = Boolean(app && !app.isOwn);
  at('assign').hidden = !isThere;
  at('upload-title').textContent = isThere ? 'Update' : 'Upload custom apps';
  at('deploy').textContent = isThere ? 'Update' : 'Deploy';
  if (at('people').childElementCount === 0)
    at('people').append(
      ...people.map(({ id, name }) => {
        const label = document.createElement('label');
        const box = Object.assign(document.createElement('input'), { type: 'checkbox', value: id });
        label.append(box, ` ${name}`);
        return label;
      }),
    );
  if (isThere) choose(app.assigned);
}

/** Marks whom it is for now. */
function choose(assigned) {
  const isMe = assigned.length === 1 && assigned[0] === known.me;
  const chosen = assigned === 'everybody' ? assigned : isMe ? 'me' : 'some';
  document.querySelector(`input[name=users][value=${chosen}]`).checked = true;
  for (const box of at('people').querySelectorAll('input'))
    box.checked = assigned === 'everybody' || assigned.includes(box.value);
  at('people').hidden = chosen !== 'some';
}

function users() {
  const chosen = document.querySelector('input[name=users]:checked').value;
  if (chosen === 'everybody') return 'everybody';
  return chosen === 'me' ? [known.me] : [...at('people').querySelectorAll(':checked')].map((it) => it.value);
}
for (const it of document.querySelectorAll('input[name=users]'))
  it.addEventListener('change', () => {
    at('people').hidden = it.value !== 'some';
  });
at('upload').addEventListener('submit', (event) => {
  event.preventDefault();
  void deploy();
});
async function deploy() {
  const [file] = at('file').files;
  if (!file) {
    at('problem').textContent = 'Choose a manifest file first.';
    at('problem').hidden = false;
    return;
  }
  const isUpdate = Boolean(known.app && !known.app.isOwn);
  if (await ask('PUT', { xml: await file.text(), ...(isUpdate ? {} : { assigned: users() }) }))
    at('said').textContent = isUpdate
      ? 'Updated.'
      : 'Deployed. In Outlook it can take up to a day; here it is there at once.';
}
at('assign').addEventListener('click', async () => {
  if (await ask('PATCH', { assigned: users() })) at('said').textContent = 'Users changed.';
});
at('remove').addEventListener('click', async () => {
  if (await ask('DELETE')) at('said').textContent = 'Removed.';
});
await ask('GET');
document.documentElement.dataset.ready = 'yes';
