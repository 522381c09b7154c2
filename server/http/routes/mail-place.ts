import type { RecordRef } from '../../../contract/api.js';
import type { MailPlace, mailPlaceRoutes, OpenMail } from '../../../contract/mail-place.js';
import type { Principal } from '../../base/principal.js';
import type { HandlersOf } from './route.js';

export interface MailPlaceNeeds {
  mailPlace: {
    of(viewer: Principal, mail: OpenMail): Promise<MailPlace>;
    move(principal: Principal, mail: OpenMail & { record: RecordRef }): Promise<MailPlace>;
    undo(principal: Principal, mail: OpenMail): Promise<MailPlace>;
  };
}

export const mailPlaceHandlers: HandlersOf<typeof mailPlaceRoutes, MailPlaceNeeds> = {
  'POST /mail/place': ({ mailPlace }, { principal, body }) => mailPlace.of(principal, body),
  'POST /mail/place/move': ({ mailPlace }, { principal, body }) => mailPlace.move(principal, body),
  'POST /mail/place/undo': ({ mailPlace }, { principal, body }) => mailPlace.undo(principal, body),
};
