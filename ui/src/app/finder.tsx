import { ROUTES, languageName, LANGUAGES } from '@linkflow/contracts';
import { useMantineColorScheme } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Spotlight, useSpotlight } from '@mantine/spotlight';
import {
  type Icon,
  IconAlertTriangle,
  IconBuilding,
  IconLanguage,
  IconLink,
  IconListCheck,
  IconMail,
  IconMoon,
  IconPlus,
  IconSearch,
  IconSun,
  IconUser,
} from '@tabler/icons-react';
import { useQueries } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useEffect, useId, useRef, useState, type ReactNode, type RefObject } from 'react';
import { routeQuery } from '../api/use-route';
import { useCan, useChangeLanguage } from '../api/session';
import { useLanguage, useTexts } from '../i18n';
import { LinkKind } from '../features/links/link-kind';
import { LoadedMergeFacts } from '../shared/merge-text/loaded-merge-facts';
import { useMergeWords } from '../shared/merge-text/merge-facts';
import { attempt } from '../shared/toast';
import { chooseFirst, finderStore, isFor, OPERATION, WORK } from './nav';
import classes from './shell.module.css';
import { finderTexts } from './finder.texts';
import { shellTexts } from './shell.texts';

const texts = { ...shellTexts, ...finderTexts };

/** The kinds of records that the finder searches by name, with the start of the path of their pages. */
const KINDS = [
  { kind: 'link', text: 'nav.links', icon: IconLink, path: '/links/' },
  { kind: 'contact', text: 'nav.contacts', icon: IconUser, path: '/contacts/' },
  { kind: 'mailing', text: 'nav.mailings', icon: IconMail, path: '/mailings/' },
  { kind: 'company', text: 'nav.companies', icon: IconBuilding, path: '/companies/' },
  { kind: 'selection', text: 'nav.selections', icon: IconListCheck, path: '/selections/' },
] as const;
const PER_KIND = 5;

/** A line of the finder: a record, a page or a command. */
interface Line {
  id: string;
  label: string;
  detail?: string;
  icon: Icon;
  /** Shown at the end of the line. */
  aside?: ReactNode;
  run: () => void;
}

/** The search dialog that Ctrl/Cmd-K opens. It lists pages and commands and, once the user types, records with a matching name. */
export function Finder() {
  const t = useTexts(texts);
  const [query, setQuery] = useState('');
  const [words] = useDebouncedValue(query.trim(), 150);
  const go = useGo();
  const { pages, actions } = useCommands();
  const found = useQueries({
    queries: KINDS.map(({ kind }) => ({
      ...routeQuery(ROUTES.catalogue.lookup, {
        params: { kind },
        query: {
          q: words,
          limit: PER_KIND,
          ...((kind === 'link' || kind === 'selection') && { type: 'any' }),
        },
      }),
      enabled: words !== '',
    })),
  });
  const hits = words === '' ? [] : found.map((result) => result.data ?? []);
  const arrived = hits.map((items) => items.map((item) => item.id).join()).join(';');
  useEffect(() => {
    if (arrived !== '') chooseFirst();
  }, [arrived]);
  const matching = (commands: readonly Line[]) =>
    commands.filter((command) => command.label.toLowerCase().includes(query.trim().toLowerCase()));
  const failed = words !== '' && found.every((result) => result.isError);
  const waiting = query.trim() !== words || found.some((result) => result.isLoading);
  const nothing = hits.every((items) => items.length === 0);
  const commands = [...matching(pages), ...matching(actions)];
  const hasLines = !nothing || commands.length > 0;
  const input = useRef<HTMLInputElement>(null);
  const list = useId();
  useActiveLine(input, arrived);
  return (
    <Spotlight.Root
      store={finderStore}
      query={query}
      onQueryChange={setQuery}
      shortcut={null}
      scrollable
      maxHeight="min(560px, 70dvh)"
      size="lg"
      overlayProps={{ backgroundOpacity: 0.35, blur: 0 }}
      classNames={{ actionsGroup: classes.finderGroup, action: classes.finderAction }}
      attributes={{ content: { 'aria-label': t('search') } }}
    >
      <Spotlight.Search
        ref={input}
        role="combobox"
        aria-controls={list}
        aria-expanded={hasLines}
        aria-autocomplete="list"
        placeholder={t('finder.placeholder')}
        aria-label={t('finder.placeholder')}
        leftSection={<IconSearch size={18} stroke={1.6} aria-hidden />}
      />
      <Spotlight.ActionsList
        id={list}
        role={hasLines ? 'listbox' : undefined}
        aria-label={hasLines ? t('finder.placeholder') : undefined}
      >
        {KINDS.map(({ kind, text, icon, path }, index) => (
          <Lines
            key={kind}
            label={t(text)}
            lines={(hits[index] ?? []).map((item) => ({
              ...item,
              icon,
              aside: kind === 'link' && <LinkKind local={item.type === 'local'} />,
              run: go(path + item.id),
            }))}
          />
        ))}
        <Lines label={t('finder.go')} lines={matching(pages)} />
        <Lines label={t('finder.do')} lines={matching(actions)} />
        {failed && <Spotlight.Empty role="alert">{t('finder.error')}</Spotlight.Empty>}
        {!failed && !waiting && !hasLines && (
          <Spotlight.Empty>{t('finder.nothing', { q: query.trim() })}</Spotlight.Empty>
        )}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

function Lines({ label, lines }: { label: string; lines: readonly Line[] }) {
  if (lines.length === 0) return null;
  return (
    <LoadedMergeFacts of={lines.map(({ detail }) => detail)}>
      <LinesOfGroup label={label} lines={lines} />
    </LoadedMergeFacts>
  );
}

function LinesOfGroup({ label, lines }: { label: string; lines: readonly Line[] }) {
  const words = useMergeWords();
  const group = useId();
  return (
    <Spotlight.ActionsGroup label={label}>
      {lines.map(({ id, label: text, detail, icon: LineIcon, aside, run }) => (
        <Spotlight.Action
          key={id}
          id={`${group} ${id}`.replaceAll(/\W/g, '-')}
          role="option"
          // The line that Enter opens is marked by `useActiveLine`.
          aria-selected={false}
          label={text}
          description={detail && words(detail)}
          leftSection={<LineIcon size={18} stroke={1.6} aria-hidden />}
          rightSection={aside}
          dimmedSections={false}
          onClick={run}
        />
      ))}
    </Spotlight.ActionsGroup>
  );
}

/**
 * Tells screen readers which line Enter would open. Spotlight moves the attribute `data-selected` to it, and the focus stays in the text
 * field.
 * @param lines changes when other lines are shown
 */
function useActiveLine(input: RefObject<HTMLInputElement | null>, lines: string): void {
  const { listId, selected, query } = useSpotlight(finderStore);
  useEffect(() => {
    const list = listId === '' ? null : document.getElementById(listId);
    const active = list?.querySelector('[data-selected]');
    for (const line of list?.querySelectorAll('[role="option"]') ?? [])
      line.setAttribute('aria-selected', String(line === active));
    if (active?.id) input.current?.setAttribute('aria-activedescendant', active.id);
    else input.current?.removeAttribute('aria-activedescendant');
  }, [input, lines, listId, selected, query]);
}

/** Returns a function that makes a click handler, which opens the page at a path. */
function useGo() {
  const router = useRouter();
  return (path: string) => () => router.history.push(path);
}

const NEW_PAGES = [
  { id: 'new-link', route: ROUTES.links.create, text: 'finder.newLink', path: '/links?new=true' },
  { id: 'new-mailing', route: ROUTES.mailings.create, text: 'finder.newMailing', path: '/mailings?new=true' },
  { id: 'new-contact', route: ROUTES.contacts.create, text: 'finder.newContact', path: '/contacts?new=true' },
] as const;

function useCommands(): { pages: Line[]; actions: Line[] } {
  const t = useTexts(texts);
  const go = useGo();
  const language = useLanguage();
  const can = useCan();
  const changeLanguage = useChangeLanguage();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const dark = colorScheme === 'dark';
  return {
    pages: [...WORK, ...OPERATION].filter(isFor(can)).map((item) => ({
      id: item.to,
      label: t(item.text),
      icon: item.icon,
      run: go(item.to),
    })),
    actions: [
      ...NEW_PAGES.filter(({ route }) => can(route)).map(({ id, text, path }) => ({
        id,
        label: t(text),
        icon: IconPlus,
        run: go(path),
      })),
      {
        id: 'failed-runs',
        label: t('finder.failed'),
        icon: IconAlertTriangle,
        run: go('/runs?status=failed,needs-review'),
      },
      {
        id: 'scheme',
        label: dark ? t('finder.light') : t('finder.dark'),
        icon: dark ? IconSun : IconMoon,
        run: () => setColorScheme(dark ? 'light' : 'dark'),
      },
      ...LANGUAGES.filter((other) => other !== language).map((other) => ({
        id: `language ${other}`,
        label: languageName(other),
        icon: IconLanguage,
        run: () => attempt(changeLanguage.mutateAsync(other)),
      })),
    ],
  };
}
