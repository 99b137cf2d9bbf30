// Light or dark, keys, and what is live: when the server says that there is something new, the marked parts are asked for again.
'use strict';

(() => {
  const root = document.documentElement;
  const kept = localStorage.getItem('theme');
  if (kept === 'light' || kept === 'dark') root.dataset.theme = kept;
  document.getElementById('theme')?.addEventListener('click', () => {
    const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
    root.dataset.theme = dark ? 'light' : 'dark';
    localStorage.setItem('theme', root.dataset.theme);
    document.dispatchEvent(new Event('theme'));
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => document.dispatchEvent(new Event('theme')));

  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest('input, select, textarea, canvas, pre')) return;
    const follow = selector => {
      const link = document.querySelector(selector);
      if (link) { event.preventDefault(); link.click(); }
    };
    if (event.key === 'ArrowLeft') follow('a[rel=prev]');
    if (event.key === 'ArrowRight') follow('a[rel=next]');
    if (event.key === '?') follow('[data-key="?"]');
    if (event.key === '/') {
      const field = document.querySelector('input[name=text]');
      if (field) { event.preventDefault(); field.focus(); } else follow('[data-key="/"]');
    }
  });

  // What doesn't work at this moment, by what it is about; it is said until it works again.
  const troubles = new Map();
  document.addEventListener('trouble', event => {
    const { about, words } = event.detail;
    if ((troubles.get(about) ?? null) === words) return;
    if (words) troubles.set(about, words); else troubles.delete(about);
    document.getElementById('connection')?.replaceChildren(...[...troubles.values()].map(text => {
      const notice = document.createElement('p');
      notice.className = 'notice trouble';
      notice.textContent = text;
      return notice;
    }));
  });
  const tell = (about, words) => document.dispatchEvent(new CustomEvent('trouble', { detail: { about, words } }));

  const source = document.body.dataset.events;
  if (!source || !document.querySelector('main [data-live]')) return;
  const AGAIN_MS = 5000;
  let busy = false;
  let again = false;
  let pause = 0;
  const refresh = async () => {
    if (busy || document.hidden) { again = true; return; }
    busy = true;
    again = false;
    pause = 500;
    try {
      const answer = await fetch(location.pathname + location.search, { headers: { Accept: 'text/html' } });
      if (!answer.ok || answer.redirected) throw new Error(answer.redirected ? 'the token is asked for' : 'status ' + answer.status);
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
      for (const part of document.querySelectorAll('[data-live]')) {
        const now = fresh.getElementById(part.id);
        if (now && now.innerHTML !== part.innerHTML && !part.contains(document.activeElement)) {
          part.replaceChildren(...now.childNodes);
        }
      }
      tell('refresh', null);
      document.dispatchEvent(new Event('news'));
    } catch (failure) {
      tell('refresh', 'This view could not be renewed (' + failure.message + '); what is shown was read before. It is tried again.');
      again = true;
      pause = AGAIN_MS;
    } finally {
      busy = false;
      if (again && !document.hidden) setTimeout(refresh, pause);
    }
  };

  // The page says what it was made of; an event that says the same brings nothing new, the first one included.
  let seen = document.body.dataset.seen;
  let stream = null;
  let retry = 0;
  const close = () => {
    clearTimeout(retry);
    stream?.close();
    stream = null;
  };
  const open = () => {
    close();
    if (document.hidden) return;
    const own = new EventSource(source);
    stream = own;
    own.onopen = () => tell('stream', null);
    own.onmessage = event => {
      if (event.data === seen) return;
      seen = event.data;
      refresh();
    };
    own.onerror = () => {
      tell('stream', 'The page has lost its server; what is shown was read before. It is tried again.');
      // the browser tries again by itself only where it was not refused
      if (own === stream && own.readyState === EventSource.CLOSED) retry = setTimeout(open, AGAIN_MS);
    };
  };
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) { close(); return; }
    open();
    if (again) refresh();
  });
  addEventListener('pagehide', close);
  addEventListener('pageshow', event => { if (event.persisted) open(); });
  open();
})();
