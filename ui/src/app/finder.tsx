import { languageName, LANGUAGES, type LookupItem, type RefKind } from '@linkflow/contracts';
import { useMantineColorScheme } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Spotlight } from '@mantine/spotlight';
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
import { useEffect, useState } from 'react';
import { fetchLookup } from '../api/catalogue';
import { keys } from '../api/keys';
import { useChangeLanguage, useSession } from '../api/session';
import { type TextKey, useLanguage, useTexts } from '../i18n';
import { attempt } from '../shared/toast';
import { chooseFirst, finderStore, isFor, OPERATION, WORK } from './nav';
import classes from './shell.module.css';
import { shellTexts } from './shell.texts';

/** The kinds of records that the finder searches by name, with the path of their pages. */
const KINDS = [
  { kind: 'link', text: 'finder.links', icon: IconLink, path: '/links/' },
  { kind: 'contact', text: 'finder.contacts', icon: IconUser, path: '/contacts/' },
  { kind: 'mailing', text: 'finder.mailings', icon: IconMail, path: '/mailings/' },
  { kind: 'company', text: 'finder.companies', icon: IconBuilding, path: '/companies/' },
  { kind: 'selection', text: 'finder.selections', icon: IconListCheck, path: '/selections/' },
] as const satisfies readonly {
  kind: RefKind;
  text: TextKey<typeof shellTexts>;
  icon: Icon;
  path: string;
}[];
const PER_KIND = 5;

interface Command {
  id: string;
  label: string;
  icon: Icon;
  run: () => void;
}

/** Ctrl/Cmd-K: pages and commands, and records by name once the user types. */
export function Finder() {
  const t = useTexts(shellTexts);
  const [query, setQuery] = useState('');
  const [words] = useDebouncedValue(query.trim(), 150);
  const { pages, actions } = useCommands();
  const found = useQueries({
    queries: KINDS.map(({ kind }) => ({
      queryKey: keys.lookup(kind, { q: words, limit: PER_KIND }),
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        fetchLookup(kind, { q: words, limit: PER_KIND }, signal),
      enabled: words !== '',
      staleTime: 15_000,
    })),
  });
  const hits = words === '' ? [] : found.map((result) => result.data ?? []);
  const arrived = hits.map((items) => items.map((item) => item.id).join()).join(';');
  useEffect(() => {
    if (arrived !== '') chooseFirst();
  }, [arrived]);
  const matching = (commands: readonly Command[]) =>
    commands.filter((command) => command.label.toLowerCase().includes(query.trim().toLowerCase()));
  const failed = words !== '' && found.every((result) => result.isError);
  const waiting = query.trim() !== words || found.some((result) => result.isLoading);
  const nothing = hits.every((items) => items.length === 0);
  const commands = [...matching(pages), ...matching(actions)];
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
      classNames={{ actionsGroup: classes.finderGroup }}
      aria-label={t('finder.button')}
    >
      <Spotlight.Search
        placeholder={t('finder.placeholder')}
        aria-label={t('finder.placeholder')}
        leftSection={<IconSearch size={18} stroke={1.6} aria-hidden />}
      />
      <Spotlight.ActionsList>
        {KINDS.map((kind, index) => (
          <Hits key={kind.kind} label={t(kind.text)} icon={kind.icon} path={kind.path} items={hits[index]} />
        ))}
        <Commands label={t('finder.go')} commands={matching(pages)} />
        <Commands label={t('finder.do')} commands={matching(actions)} />
        {failed && <Spotlight.Empty role="alert">{t('finder.error')}</Spotlight.Empty>}
        {!failed && !waiting && nothing && commands.length === 0 && (
          <Spotlight.Empty>{t('finder.nothing', { q: query.trim() })}</Spotlight.Empty>
        )}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

interface HitsProps {
  label: string;
  icon: Icon;
  path: string;
  items: readonly LookupItem[] | undefined;
}

function Hits({ label, icon: HitIcon, path, items }: HitsProps) {
  const router = useRouter();
  if (!items || items.length === 0) return null;
  return (
    <Spotlight.ActionsGroup label={label}>
      {items.map((item) => (
        <Spotlight.Action
          key={item.id}
          label={item.label}
          description={item.detail}
          leftSection={<HitIcon size={18} stroke={1.6} aria-hidden />}
          onClick={() => router.history.push(path + item.id)}
        />
      ))}
    </Spotlight.ActionsGroup>
  );
}

function Commands({ label, commands }: { label: string; commands: readonly Command[] }) {
  if (commands.length === 0) return null;
  return (
    <Spotlight.ActionsGroup label={label}>
      {commands.map(({ id, label: text, icon: CommandIcon, run }) => (
        <Spotlight.Action
          key={id}
          label={text}
          leftSection={<CommandIcon size={18} stroke={1.6} aria-hidden />}
          onClick={run}
        />
      ))}
    </Spotlight.ActionsGroup>
  );
}

function useCommands(): { pages: Command[]; actions: Command[] } {
  const t = useTexts(shellTexts);
  const router = useRouter();
  const language = useLanguage();
  const session = useSession();
  const changeLanguage = useChangeLanguage();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const go = (path: string) => () => router.history.push(path);
  const dark = colorScheme === 'dark';
  return {
    pages: [...WORK, ...OPERATION].filter(isFor(session?.role)).map((item) => ({
      id: item.to,
      label: t(item.text),
      icon: item.icon,
      run: go(item.to),
    })),
    actions: [
      { id: 'new-link', label: t('finder.newLink'), icon: IconPlus, run: go('/links?new=true') },
      { id: 'new-mailing', label: t('finder.newMailing'), icon: IconPlus, run: go('/mailings?new=true') },
      { id: 'new-contact', label: t('finder.newContact'), icon: IconPlus, run: go('/contacts?new=true') },
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
