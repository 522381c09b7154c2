import type { Router } from '../../base/router.js';
import { resources, roomLists, roomsIn, type Resource, type RoomList } from '../../tenant/rooms.js';
import { collection, context, ok, type Call } from '../call.js';
import { GraphRefusal } from '../errors.js';
import { pageOf } from '../query.js';

const notFound = (id: string) => new GraphRefusal(404, 'ResourceNotFound', `The place '${id}' was not found.`);
const roomView = (it: Resource) => ({
  id: it.id,
  emailAddress: it.address,
  displayName: it.name,
  address: { street: '1 Quayside', city: 'Bristol', state: '', postalCode: 'BS1 4RW', countryOrRegion: 'GB' },
  geoCoordinates: null,
  phone: '',
  nickname: it.name,
  building: it.building,
  floorLabel: it.floor === null ? null : String(it.floor),
  floorNumber: it.floor,
  isWheelChairAccessible: it.isWheelChairAccessible,
  bookingType: it.bookingType,
  tags: it.tags,
  capacity: it.capacity,
  audioDeviceName: it.audio,
  videoDeviceName: it.video,
  displayDeviceName: it.display,
  label: '',
});
const listView = (it: RoomList) => ({
  id: it.id,
  displayName: it.name,
  address: null,
  geoCoordinates: null,
  phone: '',
  emailAddress: it.address,
});
const typed = (type: string, it: Record<string, unknown>) => ({ '@odata.type': `#microsoft.graph.${type}`, ...it });

/** Rooms, the lists they stand in, and one of either. Places are named by id or by address; a list only by address below itself. */
export function addPlaces(router: Router, callOf: (x: unknown) => Call): void {
  const rooms = ({ caller }: Call) => resources.filter((it) => it.tenantId === caller.tid && it.kind === 'room');
  const lists = ({ caller }: Call) => roomLists.filter((it) => it.tenantId === caller.tid);
  const page = (call: Call, of: string, items: Record<string, unknown>[]) =>
    collection(
      call,
      of,
      pageOf(
        {
          items,
          type: 'microsoft.graph.room',
          options: ['$filter', '$top', '$skip', '$count', '$orderby'],
          pageSize: 100,
          largestPage: 1000,
          always: ['id'],
        },
        call.query,
        call.maxPageSize,
      ),
    );
  const named = <T extends { id: string; address: string }>(all: T[], key: string): T | undefined =>
    all.find((it) => it.id === key || it.address.toLowerCase() === key.toLowerCase());
  router
    .on('GET', '/places/as/room', (x) => {
      const call = callOf(x);
      return page(call, 'places/microsoft.graph.room', rooms(call).map(roomView));
    })
    .on('GET', '/places/as/roomlist', (x) => {
      const call = callOf(x);
      return page(call, 'places/microsoft.graph.roomList', lists(call).map(listView));
    })
    .on('GET', '/places/:id/as/roomlist/rooms', (x, { id = '' }) => {
      const call = callOf(x);
      const list = lists(call).find((it) => it.address.toLowerCase() === id.toLowerCase());
      if (!list) throw notFound(id);
      return page(call, `places('${id}')/microsoft.graph.roomList/rooms`, roomsIn(list).map(roomView));
    })
    .on('GET', '/places/:id', (x, { id = '' }) => {
      const call = callOf(x);
      const [room, list] = [named(rooms(call), id), named(lists(call), id)];
      if (!room && !list) throw notFound(id);
      const it = room ? typed('room', roomView(room)) : typed('roomList', listView(list as RoomList));
      return ok({ '@odata.context': context(call, 'places/$entity'), ...it });
    });
}
