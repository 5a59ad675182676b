import { SOURCE_LANGUAGE, type SessionView } from '@linkflow/contracts';
import { MantineProvider } from '@mantine/core';
import { Notifications, notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  RouterProvider,
  type RouteComponent,
} from '@tanstack/react-router';
import { act, cleanup, configure, render } from '@testing-library/react';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import type { ReactNode } from 'react';
import { afterEach, vi } from 'vitest';
import { sessionQuery } from './api/session';
import { setLanguage } from './i18n';
import { ConfirmDialog } from './shared/confirm';
import { DIALOG_PARTS } from './shared/dialog';
import { MenuList } from './shared/menu';

// jsdom does not compute layout, so it lacks these browser functions. The replacements do nothing or report a size of 0.
vi.stubGlobal(
  'ResizeObserver',
  class {
    observe() {}
    unobserve() {}
    disconnect() {}
  },
);
vi.stubGlobal('matchMedia', (query: string) => ({
  matches: false,
  media: query,
  addEventListener() {},
  removeEventListener() {},
}));
/** A stream of live events that never sends one. */
vi.stubGlobal(
  'EventSource',
  class extends EventTarget {
    close() {}
  },
);
vi.stubGlobal('scrollTo', () => {});
Element.prototype.scrollIntoView = () => {};
document.elementFromPoint = () => null;
Range.prototype.getBoundingClientRect = () => new DOMRect();
Range.prototype.getClientRects = () => [] as unknown as DOMRectList;
Object.defineProperty(document, 'fonts', { value: new EventTarget() });

// A machine that runs many tests at once needs more than the default of 1 s.
configure({ asyncUtilTimeout: 5_000 });

await Promise.all([...DIALOG_PARTS, MenuList.load].map((load) => load()));

afterEach(() => {
  cleanup();
  act(() => {
    notifications.clean();
    setLanguage(SOURCE_LANGUAGE);
  });
  localStorage.clear();
});

/** A request that the code under test sent to the API. */
export interface SentRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  body: unknown;
}

/**
 * A fake API. Receives a request and returns the response body (sent with status 200), a `Response`, or undefined for a 404
 * response.
 */
export type Api = (request: SentRequest) => unknown;

/**
 * Replaces `fetch` by a function that gets its responses from `api`. Returns a list to which each request is added when it is
 * sent.
 */
export function serveApi(api: Api): SentRequest[] {
  const sent: SentRequest[] = [];
  vi.stubGlobal('fetch', async (input: string, init: RequestInit = {}) => {
    const url = new URL(input, 'http://localhost');
    const request: SentRequest = {
      method: init.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined,
    };
    sent.push(request);
    const body = await api(request);
    if (body instanceof Response) return body;
    return Response.json(body ?? { code: 'not-found', message: 'Not found' }, { status: body ? 200 : 404 });
  });
  return sent;
}

/** Builds an error response in the format of the API. */
export function aProblem(status: number, code: string, issues: { path: string; message: string }[] = []) {
  const body = {
    code,
    message: code,
    requestId: 'r1',
    issues: issues.map(({ path, message }) => ({
      code: 'invalid',
      path,
      message: { en: message, nb: message },
    })),
  };
  return Response.json(body, { status });
}

interface Rendered {
  user: UserEvent;
  sent: SentRequest[];
}

/** Renders components inside the application's providers, but without a router. `api` answers their requests. */
export function renderParts(children: ReactNode, api: Api = () => undefined): Rendered {
  const sent = serveApi(api);
  render(<Providers>{children}</Providers>);
  return { user: userEvent.setup(), sent };
}

interface PageOptions {
  /** Path of the page's route, for example `/companies`. The route is below the layout route for signed-in users. */
  path: string;
  /** URL path and search at which the page is opened. Default: `path`. */
  address?: string;
  validateSearch?: (raw: Record<string, unknown>) => object;
  api?: Api;
  session?: ProvidersProps['session'];
}

interface RenderedPage extends Rendered {
  /** Returns the current URL path and search. */
  address: () => string;
}

/**
 * Renders a page at its route. On every other route only the text "Page" and the path are shown, so that tests can check
 * navigation.
 */
export async function renderPage(Page: RouteComponent, options: PageOptions): Promise<RenderedPage> {
  const { path, address = path, validateSearch = () => ({}), api = () => undefined, session } = options;
  const sent = serveApi(api);
  const root = createRootRoute({ component: Outlet });
  const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Outlet });
  const page = createRoute({ getParentRoute: () => shell, path, validateSearch, component: Page });
  const other = createRoute({
    getParentRoute: () => root,
    path: '$',
    component: () => <p>Page {router.state.location.pathname}</p>,
  });
  const router = createRouter({
    routeTree: root.addChildren([shell.addChildren([page]), other]),
    history: createMemoryHistory({ initialEntries: [address] }),
  });
  await router.load();
  render(
    <Providers session={session}>
      {/* Cast, because TanStack Router's registered type requires the routes of the application. */}
      <RouterProvider router={router as never} />
    </Providers>,
  );
  return {
    user: userEvent.setup(),
    sent,
    address: () => router.state.location.pathname + router.state.location.searchStr,
  };
}

interface ProvidersProps {
  /** The signed-in user, as the shell has loaded it. */
  session?: SessionView | undefined;
  children: ReactNode;
}

export function Providers({ session, children }: ProvidersProps) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  if (session) client.setQueryData(sessionQuery.queryKey, session);
  return (
    <QueryClientProvider client={client}>
      <MantineProvider env="test">
        <Notifications />
        {children}
        <ConfirmDialog />
      </MantineProvider>
    </QueryClientProvider>
  );
}
