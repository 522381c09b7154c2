import { useState } from 'react';
import type { BookingRoom, WishedRoom } from '../../../contract/api.js';
import type { BookingStart } from '../../../contract/booking.js';
import type { Api } from '../../api/client.js';
import type { Identity } from '../../api/identity.js';
import { t } from '../../text/booking-text.js';
import { Button } from '../../ui/Button.js';
import { Icon } from '../../ui/Icon.js';
import { Help } from './Help.js';
import { RoomList } from './RoomList.js';
import type { Draft } from './draft.js';

interface Props {
  api: Api;
  identity: Identity;
  start: BookingStart;
  draft: Draft;
  isWrong: boolean;
  onRooms(rooms: BookingRoom[]): void;
  onAgain(): void;
  onChange(room: WishedRoom | undefined): void;
}

/** No room, or the one that was chosen; the list opens below. A time comes first: rooms are free or taken at a time. */
export function RoomField({ api, identity, start, draft, isWrong, onRooms, onAgain, onChange }: Props) {
  const [isOpen, setIsOpen] = useState(isWrong);
  const { room, start: from, end: to } = draft;
  return (
    <fieldset className="booking-row" data-wrong={isWrong || undefined}>
      <legend>{t('room')}</legend>
      {!start.rooms.isAvailable ? (
        <Help help={start.rooms} onAgain={onAgain} />
      ) : (
        <>
          <div className="booking-chosen-room">
            <Icon name="building" />
            <span>{room ? room.name : t('room.none')}</span>
            {room && (
              <Button className="small" onClick={() => onChange(undefined)}>
                {t('room.none')}
              </Button>
            )}
            <Button className="small" aria-expanded={isOpen} disabled={!from || !to} onClick={() => setIsOpen(!isOpen)}>
              {t(isOpen ? 'room.close' : room ? 'room.change' : 'room.choose')}
            </Button>
          </div>
          {isOpen && from && to && (
            <RoomList
              {...{ api, identity, from, to }}
              people={draft.people.length + 1}
              chosen={room?.address}
              onRooms={onRooms}
              onChoose={(chosen) => {
                onChange({ address: chosen.address, name: chosen.name });
                setIsOpen(false);
              }}
            />
          )}
        </>
      )}
    </fieldset>
  );
}
