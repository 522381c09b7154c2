import type { WhatWorks } from '../../../contract/what-works.js';
import type { Facts } from './facts.js';
import { allowedAt, byAdministrator, byYou, limited, off, works } from './words.js';

const notAllowed = 'You have not allowed your calendar. You are asked when you switch it on.';

export const ofCalendar = (it: Facts): WhatWorks[] => [calendar(it), schedules(it), teams(it), rooms(it)];

function calendar({ own, may, calendar: setting, calendarProblem, withheld }: Facts): WhatWorks {
  const capability = 'calendar';
  if (own?.state === 'unsupported')
    return off(
      capability,
      'Microsoft 365 cannot reach your calendar: your mailbox is not in Exchange Online.',
      byAdministrator('microsoft'),
    );
  if (!may('calendar')) return off(capability, notAllowed, byYou('calendar'));
  if (!setting) return off(capability, 'Nothing is read before you choose calendars.', byYou('calendar'));
  if (calendarProblem) return limited(capability, calendarProblem, byYou('calendar'));
  if (withheld.meetings.length > 0)
    return limited(
      capability,
      `Your organisation lets no meetings come to records of ${withheld.meetings.join(', ')}.`,
      byAdministrator('policy'),
    );
  if (setting.direction === 'both') return works(capability, 'Events go both ways between Outlook and here.');
  return limited(
    capability,
    setting.direction === 'read'
      ? 'Events come from Outlook only, as you chose.'
      : 'Events go to Outlook only, as you chose.',
    byYou('calendar'),
  );
}

function schedules({ lack, may }: Facts): WhatWorks {
  const lacking = lack('schedules');
  if (lacking) return off('schedules', lacking);
  return may('calendar')
    ? works('schedules', 'When colleagues are free is asked of Microsoft when you book, and kept nowhere.')
    : off('schedules', notAllowed, byYou('calendar'));
}

function teams({ lack, may, allowUrl }: Facts): WhatWorks {
  const lacking = lack('teams');
  if (lacking) return off('teams', lacking);
  if (!may('calendar')) return off('teams', notAllowed, byYou('calendar'));
  return may('teams')
    ? works('teams', 'Meetings get a Teams link, here and in Outlook’s own form.')
    : limited(
        'teams',
        'Meetings booked here get a Teams link. Adding one in Outlook’s own form needs one more permission.',
        allowedAt('you', allowUrl('teams')),
      );
}

function rooms({ lack, may, allowUrl }: Facts): WhatWorks {
  const lacking = lack('rooms');
  if (lacking) return off('rooms', lacking);
  return may('rooms')
    ? works('rooms', 'Rooms of your organisation can be found and booked.')
    : off(
        'rooms',
        'Rooms are shown once an administrator has allowed Coherence to see them.',
        allowedAt('administrator', allowUrl('rooms')),
      );
}
