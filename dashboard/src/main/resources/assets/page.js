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

  const source = document.body.dataset.events;
  if (!source) return;
  let busy = false;
  let again = false;
  const refresh = async () => {
    if (busy || document.hidden) { again = true; return; }
    busy = true;
    again = false;
    try {
      const answer = await fetch(location.pathname + location.search, { headers: { Accept: 'text/html' } });
      if (answer.ok) {
        const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
        for (const part of document.querySelectorAll('[data-live]')) {
          const now = fresh.getElementById(part.id);
          if (now && now.innerHTML !== part.innerHTML && !part.contains(document.activeElement)) {
            part.replaceChildren(...now.childNodes);
          }
        }
        document.dispatchEvent(new Event('news'));
      }
    } catch (unreachable) {
      // the stream of events tells when the server is back
    } finally {
      busy = false;
      if (again && !document.hidden) setTimeout(refresh, 500);
    }
  };
  const events = new EventSource(source);
  let first = true;
  events.onmessage = () => {
    // the first event tells what the page was made of
    if (first) first = false; else refresh();
  };
  events.onerror = () => { first = false; };
  document.addEventListener('visibilitychange', () => { if (again) refresh(); });
})();
