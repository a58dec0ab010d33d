'use strict';

/** Shows the document at /q/openapi, and sends requests to this gateway. */
(() => {
  const byId = id => document.getElementById(id);
  let api;

  /** An element with properties and children; text is never taken for markup. */
  function element(name, properties, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(properties || {})) {
      if (key in made) {
        made[key] = value;
      } else {
        made.setAttribute(key, value);
      }
    }
    made.append(...children.filter(child => child !== null && child !== undefined));
    return made;
  }

  function resolve(part) {
    let found = part;
    while (found && found.$ref) {
      found = found.$ref.slice(2).split('/').reduce((whole, step) => whole && whole[step], api);
    }
    return found || {};
  }

  // ---- what the document says

  function typeOf(schema) {
    const it = resolve(schema);
    const choices = it.oneOf || it.anyOf;
    if (choices) {
      return choices.map(typeOf).join(' or ');
    }
    const types = [].concat(it.type || 'any');
    return types.map(type => type === 'array' ? 'array of ' + typeOf(it.items || {}) : it.format && type === 'string'
      ? it.format : type).join(' or ');
  }

  function limits(it) {
    const parts = [];
    if (it.enum) parts.push('one of ' + it.enum.filter(value => value !== null).join(', '));
    if (it.minLength !== undefined && it.maxLength !== undefined) {
      parts.push(it.minLength + ' to ' + it.maxLength + ' characters');
    } else if (it.maxLength !== undefined) {
      parts.push('at most ' + it.maxLength + ' characters');
    }
    if (it.minimum !== undefined && it.maximum !== undefined) {
      parts.push(it.minimum + ' to ' + it.maximum);
    } else if (it.minimum !== undefined) {
      parts.push('at least ' + it.minimum);
    }
    if (it.maxItems !== undefined) parts.push('at most ' + it.maxItems);
    if (it.default !== undefined) parts.push('default ' + it.default);
    return parts.join('; ');
  }

  /** The members of an object, and theirs; a schema within itself is not shown twice. */
  function members(schema, above) {
    let it = resolve(schema);
    if (it.type === 'array' || [].concat(it.type).includes('array')) {
      it = resolve(it.items || {});
    }
    const choices = it.oneOf || it.anyOf;
    if (choices) {
      it = choices.map(resolve).map(one => one.type === 'array' ? resolve(one.items) : one).find(one => one.properties) || it;
    }
    if (!it.properties || above.includes(it)) {
      return null;
    }
    const required = it.required || [];
    return element('ul', {className: 'schema'}, ...Object.entries(it.properties).map(([name, member]) => {
      const found = resolve(member);
      const notes = [member.description || found.description, limits(found)].filter(Boolean).join(' · ');
      return element('li', {}, element('code', {}, name), ' ',
        element('span', {className: 'muted'}, typeOf(member) + (required.includes(name) ? ', required' : '')
          + (notes ? ' – ' + notes : '')),
        members(member, above.concat(it)));
    }));
  }

  function access(operation) {
    const names = (operation.security || []).flatMap(requirement => Object.keys(requirement));
    const open = !operation.security || operation.security.length === 0
      || operation.security.some(requirement => Object.keys(requirement).length === 0);
    if (names.includes('adminToken')) return open ? 'open; more with the admin token' : 'the admin token';
    return names.length ? 'an API key' : 'nothing';
  }

  function example(schema) {
    const it = resolve(schema);
    return it.examples ? it.examples[0] : it.example;
  }

  // ---- what the reader fills in

  function field(name, schema, notes, required, initial) {
    const it = resolve(schema);
    let input;
    if (it.format === 'binary') {
      input = element('input', {type: 'file', accept: 'audio/*,video/webm'});
    } else if (it.enum && !required) {
      input = element('select', {}, element('option', {value: ''}, '–'),
        ...it.enum.filter(value => value !== null).map(value => element('option', {value}, String(value))));
      input.value = '';
    } else if (it.type === 'boolean') {
      input = element('select', {}, ...['', 'true', 'false'].map(value => element('option', {value}, value || '–')));
    } else {
      input = element('input', {type: 'text', spellcheck: false, value: initial === undefined ? '' : initial});
    }
    input.name = name;
    input.required = required;
    const hint = [notes, limits(it)].filter(Boolean).join(' · ');
    return element('label', {}, element('code', {}, name), required ? ' (required)' : '', input,
      hint ? element('small', {}, hint) : null);
  }

  function parameterFields(parameters) {
    return element('div', {className: 'fields'}, ...parameters.map(parameter => {
      const label = field(parameter.name, parameter.schema || {}, parameter.description, parameter.in === 'path',
        parameter.in === 'path' ? parameter.example : undefined);
      label.querySelector('input, select').dataset.in = parameter.in;
      return label;
    }));
  }

  function credential(operation) {
    const schemes = (operation.security || []).flatMap(requirement => Object.keys(requirement));
    if (schemes.length === 0) {
      return {};
    }
    const scheme = api.components.securitySchemes[schemes[0]];
    const secret = (schemes[0].startsWith('admin') ? byId('token') : byId('key')).value.trim();
    if (!secret) {
      return {};
    }
    return scheme.type === 'http' ? {Authorization: 'Bearer ' + secret} : {[scheme.name]: secret};
  }

  /** What fetch needs. */
  function request(verb, path, operation, form) {
    const headers = credential(operation);
    const query = new URLSearchParams();
    let url = path;
    form.querySelectorAll('[data-in]').forEach(input => {
      if (input.dataset.in === 'path') {
        url = url.replace('{' + input.name + '}', encodeURIComponent(input.value));
      } else if (input.value !== '' && input.dataset.in === 'query') {
        query.append(input.name, input.value);
      } else if (input.value !== '') {
        headers[input.name] = input.value;
      }
    });
    const text = form.querySelector('textarea');
    let body;
    if (text && text.value.trim()) {
      headers['Content-Type'] = 'application/json';
      body = text.value;
    } else if (form.querySelector('.upload')) {
      body = new FormData();
      form.querySelectorAll('.upload input, .upload select').forEach(input => {
        if (input.type === 'file') {
          if (input.files[0]) body.append(input.name, input.files[0]);
        } else if (input.value !== '') {
          body.append(input.name, input.value);
        }
      });
    }
    return {url: url + (query.size ? '?' + query : ''), options: {method: verb.toUpperCase(), headers, body}};
  }

  /** The same request as a command, without the secret. */
  function command(verb, path, operation, form) {
    const {url, options} = request(verb, path, operation, form);
    const quoted = value => "'" + String(value).replace(/'/g, "'\\''") + "'";
    const lines = ['curl -X ' + options.method + ' ' + quoted(location.origin + url)];
    const secrets = credential(operation);
    for (const [name, value] of Object.entries(options.headers)) {
      lines.push('-H ' + (name in secrets ? '"' + name + ': ' + (name === 'Authorization' ? 'Bearer ' : '') + '$KEY"'
        : quoted(name + ': ' + value)));
    }
    if (options.body instanceof FormData) {
      for (const [name, value] of options.body) {
        lines.push('-F ' + quoted(name + '=' + (value instanceof File ? '@' + value.name : value)));
      }
    } else if (options.body) {
      lines.push('-d ' + quoted(options.body));
    }
    return lines.join(' \\\n  ');
  }

  // ---- what the gateway answers

  async function show(response, began, result) {
    const took = () => Math.round(performance.now() - began) + ' ms';
    const status = element('p', {className: 'status ' + (response.ok ? 'good' : 'bad'), role: 'status'},
      response.status + ' ' + response.statusText + ' after ' + took());
    const headers = element('details', {}, element('summary', {}, 'Headers'),
      element('pre', {}, [...response.headers].map(([name, value]) => name + ': ' + value).join('\n')));
    result.replaceChildren(status, headers);
    const type = response.headers.get('Content-Type') || '';
    if (type.startsWith('audio/')) {
      const audio = await response.blob();
      const url = URL.createObjectURL(audio);
      result.append(element('p', {}, audio.size + ' bytes of ' + type + ', complete after ' + took()),
        element('audio', {controls: true, src: url}),
        element('a', {href: url, download: 'speech.' + (type.match(/\/(?:x-)?(\w+)/) || ['', 'bin'])[1]}, 'Save'));
    } else if (type.startsWith('text/event-stream') && response.body) {
      const text = element('pre', {tabIndex: 0});
      result.append(text);
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        text.append(part.value);
        text.scrollTop = text.scrollHeight;
      }
      result.append(element('p', {className: 'muted'}, 'The stream ended after ' + took()));
    } else {
      const text = await response.text();
      result.append(element('pre', {tabIndex: 0}, type.startsWith('application/json') ? pretty(text) : text));
    }
  }

  function pretty(text) {
    try {
      return JSON.stringify(JSON.parse(text), null, 2);
    } catch (notJson) {
      return text;
    }
  }

  // ---- the page

  function fill(body, verb, path, operation) {
    const form = element('form', {});
    form.append(element('p', {className: 'muted'}, 'Needs ' + access(operation) + '.'));
    if (operation.description) form.append(element('p', {}, operation.description));
    const parameters = (operation.parameters || []).map(resolve);
    if (parameters.length) form.append(element('h3', {}, 'Parameters'), parameterFields(parameters));
    const content = operation.requestBody && operation.requestBody.content;
    if (content) {
      const [type, media] = Object.entries(content)[0];
      const schema = resolve(media.schema);
      form.append(element('h3', {}, 'Body ', element('span', {className: 'muted'}, type)));
      if (schema.description) form.append(element('p', {}, schema.description));
      if (type === 'multipart/form-data') {
        form.append(element('div', {className: 'fields upload'}, ...Object.entries(schema.properties).map(([name, member]) =>
          field(name, member, member.description, (schema.required || []).includes(name), example(member)))));
      } else {
        form.append(element('textarea', {spellcheck: false, 'aria-label': 'Body as JSON', rows: 7,
          value: JSON.stringify(example(media.schema) || {}, null, 2)}),
        element('details', {}, element('summary', {}, 'Members'), members(media.schema, [])));
      }
    }
    const send = element('button', {type: 'submit'}, 'Send');
    const stop = element('button', {type: 'button', className: 'plain', disabled: true}, 'Stop');
    const curl = element('button', {type: 'button', className: 'plain'}, 'Show as curl');
    const result = element('div', {});
    form.append(element('div', {className: 'actions'}, send, stop, curl), result);
    curl.addEventListener('click', () => result.replaceChildren(
      element('pre', {tabIndex: 0}, command(verb, path, operation, form))));
    form.addEventListener('submit', async event => {
      event.preventDefault();
      const abort = new AbortController();
      stop.onclick = () => abort.abort();
      send.disabled = true;
      stop.disabled = false;
      result.querySelectorAll('audio').forEach(audio => URL.revokeObjectURL(audio.src));
      result.replaceChildren(element('p', {role: 'status'}, 'Waiting…'));
      const {url, options} = request(verb, path, operation, form);
      try {
        const began = performance.now();
        await show(await fetch(url, {...options, signal: abort.signal, cache: 'no-store', credentials: 'omit'}), began, result);
      } catch (failure) {
        result.append(element('p', {className: 'notice', role: 'alert'},
          failure.name === 'AbortError' ? 'Stopped.' : 'The connection failed: ' + failure.message));
      }
      send.disabled = false;
      stop.disabled = true;
    });
    body.append(form, responses(operation));
  }

  function responses(operation) {
    return element('details', {}, element('summary', {}, 'Responses'), ...Object.entries(operation.responses).map(
      ([status, part]) => {
        const response = resolve(part);
        const [type, media] = Object.entries(response.content || {})[0] || [];
        const shape = type === 'application/json' ? members(media.schema, []) : null;
        const types = Object.keys(response.content || {}).join(', ');
        const examples = media && media.examples ? Object.values(media.examples).map(one =>
          JSON.stringify(resolve(one).value)).join('\n') : null;
        return element('details', {}, element('summary', {}, status + ' ' + response.description),
          element('p', {className: 'muted'}, types), shape, examples ? element('pre', {tabIndex: 0}, examples) : null);
      }));
  }

  function open(details, verb, path, operation) {
    const body = details.querySelector('.body');
    if (details.open && !body.hasChildNodes()) {
      fill(body, verb, path, operation);
    }
  }

  function list() {
    const tags = new Map();
    for (const [path, item] of Object.entries(api.paths)) {
      for (const [verb, operation] of Object.entries(item)) {
        const tag = operation.tags[0];
        const details = element('details', {className: 'operation', id: operation.operationId},
          element('summary', {}, element('span', {className: 'verb ' + verb}, verb.toUpperCase()),
            element('span', {className: 'path'}, path), element('span', {className: 'what'}, operation.summary)),
          element('div', {className: 'body'}));
        details.addEventListener('toggle', () => open(details, verb, path, operation));
        details.dataset.words = [verb, path, operation.summary, tag, operation.operationId].join(' ').toLowerCase();
        tags.set(tag, (tags.get(tag) || []).concat(details));
      }
    }
    const order = ['VoiceForge', 'OpenAI', 'ElevenLabs'];
    const rank = tag => order.includes(tag) ? order.indexOf(tag) : order.length;
    byId('operations').replaceChildren(...[...tags].sort(([a], [b]) => rank(a) - rank(b) || a.localeCompare(b))
      .map(([tag, operations]) => element('section', {}, element('h2', {}, tag), ...operations)));
  }

  function filter() {
    const words = byId('filter').value.toLowerCase().split(/\s+/);
    document.querySelectorAll('.operation').forEach(details => {
      details.hidden = !words.every(word => details.dataset.words.includes(word));
    });
    document.querySelectorAll('section').forEach(section => {
      section.hidden = !section.querySelector('.operation:not([hidden])');
    });
  }

  function goTo() {
    const details = location.hash && byId(decodeURIComponent(location.hash.slice(1)));
    if (details && details.tagName === 'DETAILS') {
      details.open = true;
      details.scrollIntoView();
      details.querySelector('summary').focus();
    }
  }

  async function start() {
    byId('credentials').addEventListener('submit', event => event.preventDefault());
    byId('show').addEventListener('change', event => {
      for (const id of ['key', 'token']) byId(id).type = event.target.checked ? 'text' : 'password';
    });
    byId('filter').addEventListener('input', filter);
    addEventListener('hashchange', goTo);
    try {
      const response = await fetch('/q/openapi?format=json', {credentials: 'omit'});
      if (!response.ok) throw new Error(response.status + ' ' + response.statusText);
      api = await response.json();
    } catch (failure) {
      byId('loading').textContent = 'The document at /q/openapi cannot be read: ' + failure.message;
      byId('loading').className = 'notice';
      return;
    }
    byId('version').textContent = api.info.version;
    byId('about').textContent = api.info.description;
    list();
    byId('operations').setAttribute('aria-busy', 'false');
    goTo();
  }

  start();
})();
