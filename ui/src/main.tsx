import '@fontsource-variable/inter/wght.css';
// Mantine's styles are in a cascade layer, so that the rules of our style sheets win in whatever order the build puts them.
import '@mantine/core/styles.layer.css';
// Loaded from the start: a style sheet with cascade layers that is added later makes the browser lay out the whole page again.
import '@mantine/dates/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import '@mantine/spotlight/styles.layer.css';
import './app/app.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app';

// Without `jitless`, zod tries to compile schemas with eval. The Content-Security-Policy forbids eval, so the browser would report a
// violation on every page. `z.config` writes to the same object, but would load zod on pages without schemas.
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
