// The page's end of the channel that Microsoft's office.js speaks inside the add-in's frame.
// Everything is JSON text; only what comes from the right frame, origin and conversation is listened to.

const request = { invoke: 0, register: 1, unregister: 2 };

/** Hosts one add-in page. `handlers` maps dispatch ids to functions; what has none is noted in `unhandled`, loudly. */
export class OfficeHost {
  constructor({ container, title, url, addIn, initialData, handlers, settings, locale, signIn = 'nested' }) {
    // How this Outlook lets add-ins sign in: `nested`, `office` (the older single sign-on), or `window` (neither).
    Object.assign(this, { addIn, initialData, handlers, settings, locale, signIn });
    this.origin = new URL(url).origin;
    this.conversation = crypto.randomUUID();
    this.events = new Map();
    this.unhandled = [];
    this.answerDelayMs = 0;
    const info = ['Outlook', 'Web', '16.01', locale, crypto.randomUUID(), '', 'disableLogging', '0'].join('$');
    this.frame = document.createElement('iframe');
    this.frame.title = title;
    // office.js reads who hosts it from here; it must be JSON.
    this.frame.name = JSON.stringify({
      baseFrameName: `_xdm_${addIn.id}`,
      hostInfo: info,
      xdmInfo: [this.conversation, addIn.id, location.origin].join('|'),
      serializerVersion: '1',
      flights: '[]',
      sandboxSignIn: signIn,
    });
    this.frame.sandbox =
      'allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads';
    this.frame.allow = 'clipboard-write';
    this.listener = (event) => {
      void this.hear(event);
    };
    addEventListener('message', this.listener); // before the frame loads: it may speak at once
    this.frame.src = `${url}${url.includes('?') ? '&' : '?'}_host_Info=${info}`;
    container.replaceChildren(this.frame);
  }

  dispose() {
    removeEventListener('message', this.listener);
    this.frame.remove();
  }

  /** Sends an event to the add-in, if it asked for it. */
  fire(name, data) {
    const asked = this.events.get(name);
    if (asked === undefined) return false;
    this.say({
      _messageType: 1,
      _actionName: name,
      _conversationId: this.conversation,
      _correlationId: asked,
      _origin: location.origin,
      _data: data,
      _errorCode: 0,
      _responseType: 1,
      _serializerVersion: 1,
    });
    return true;
  }

  say(message) {
    this.frame.contentWindow?.postMessage(JSON.stringify(message), this.origin);
  }

  async hear(event) {
    if (event.source !== this.frame.contentWindow || event.origin !== this.origin || typeof event.data !== 'string')
      return;
    let message;
    try {
      message = JSON.parse(event.data);
    } catch {
      return;
    }
    if (message._messageType !== 0 || message._conversationId !== this.conversation) return;
    const answer = (data, errorCode = 0) =>
      this.say({
        _messageType: 1,
        _actionName: message._actionName,
        _conversationId: message._conversationId,
        _correlationId: message._correlationId,
        _origin: location.origin,
        _data: data,
        _errorCode: errorCode,
        _responseType: 0,
        _serializerVersion: 1,
      });
    if (message._actionType === request.register) {
      this.events.set(message._actionName, message._correlationId);
      answer({ Error: 0 });
      this.onRegistered?.(message._actionName);
      return;
    }
    if (message._actionType === request.unregister) {
      this.events.delete(message._actionName);
      answer({ Error: 0 });
      return;
    }
    if (this.answerDelayMs > 0)
      await new Promise((resolve) => {
        setTimeout(resolve, this.answerDelayMs);
      });
    switch (message._actionName) {
      case 'ContextActivationManager_getAppContextAsync':
        answer(this.context());
        break;
      case 'ContextActivationManager_notifyHost':
        this.onNotify?.(message._data[1]);
        break;
      case 'ContextActivationManager_openWindowInHost':
        open(message._data.strUrl, '_blank', 'noopener');
        break;
      case 'GetInitialData':
        answer(this.initialData());
        break;
      case 'ExecuteMethod':
        answer(await this.execute(message._data.MethodData.DispatchId, message._data.ApiParams));
        break;
      case 'executeMethod':
        answer(await this.executeCommon(message._data.DdaMethod.DispatchId, message._data));
        break;
      default:
        this.note(message._actionName);
        answer(null, -2);
    }
  }

  async execute(id, parameters) {
    const handler = this.handlers[id];
    if (!handler) {
      this.note(id);
      return { error: true, errorCode: 9020 };
    }
    try {
      const result = await handler(parameters ?? {});
      return result?.whole ?? { error: false, data: result ?? null };
    } catch (error) {
      return { error: true, errorCode: error.officeCode ?? 9020 };
    }
  }

  async executeCommon(id, parameters) {
    const handler = this.handlers[`common ${id}`];
    if (!handler) {
      this.note(`common ${id}`);
      return { Version: 1, Error: 5001 };
    }
    return { Version: 1, Error: 0, ...(await handler(parameters)) };
  }

  note(id) {
    this.unhandled.push(id);
    console.warn(`office.js asked for ${id}, which this Outlook does not answer.`);
  }

  /** No more is promised than the npm build of office.js has, so that the add-in's own checks are exercised. */
  context() {
    return {
      _id: this.addIn.id,
      _appName: 64,
      _appVersion: '16.01',
      _appUILocale: this.locale,
      _dataLocale: this.locale,
      _docUrl: location.href,
      _clientMode: 1,
      _settings: this.settings,
      _reason: 'documentOpened',
      _osfControlType: 1,
      _eToken: '',
      _correlationId: crypto.randomUUID(),
      _appInstanceId: crypto.randomUUID(),
      _appMinorVersion: 1,
      _hostCustomMessage: null,
      _hostFullVersion: '16.01.18000.20000',
      _clientWindowHeight: innerHeight,
      _clientWindowWidth: innerWidth,
      _requirementMatrix: JSON.stringify({
        Mailbox: '1.11',
        ...(this.signIn === 'window' ? {} : { IdentityAPI: '1.3' }),
        ...(this.signIn === 'nested' ? { NestedAppAuth: '1.1' } : {}),
        DialogApi: '1.2',
        react: '1.1',
      }),
      _dialogRequirementMatrix: JSON.stringify({ DialogApi: '1.2' }),
      _addinName: this.addIn.name,
      _appDomains: [this.origin],
      _featureGates: {},
    };
  }
}
