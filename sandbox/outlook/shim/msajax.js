// Stands for the few parts of MicrosoftAjax.js that Outlook's web script asks for. In a real Outlook office.js
// loads that library from Microsoft's network.
(function (page) {
  const failure = (name) => (parameter, message) =>
    Object.assign(new Error([name, message, parameter].filter(Boolean).join(': ')), { name, paramName: parameter });
  page.Type = Function;
  Function.registerNamespace = (text) => {
    text.split('.').reduce((at, name) => (at[name] = at[name] || {}), page);
  };
  Function.prototype.registerClass = function registerClass() {
    return this;
  };
  Function.prototype.getName = function getName() {
    return this.name;
  };
  Function._validateParams = () => null;
  Function._validateParameter = () => null;
  Object.assign(Error, {
    argument: failure('Sys.ArgumentException'),
    argumentNull: failure('Sys.ArgumentNullException'),
    argumentOutOfRange: failure('Sys.ArgumentOutOfRangeException'),
    argumentType: failure('Sys.ArgumentTypeException'),
    parameterCount: failure('Sys.ParameterCountException'),
    notImplemented: failure('Sys.NotImplementedException'),
  });
  class StringBuilder {
    constructor() {
      this.parts = [];
    }
    append(text) {
      this.parts.push(text);
      return this;
    }
    toString(between) {
      return this.parts.join(between || '');
    }
  }
  const JavaScriptSerializer = { serialize: (value) => JSON.stringify(value), deserialize: (text) => JSON.parse(text) };
  page.Sys = Object.assign(page.Sys || {}, {
    StringBuilder,
    Serialization: { JavaScriptSerializer },
    Debug: { trace() {} },
    Browser: { agent: null, InternetExplorer: {} },
  });
})(window);
