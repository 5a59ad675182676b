import { listSearch, choiceParam, type ListSearch } from '../../../shared/search';

export const LINK_TABS = ['workflow', 'clicks', 'runs', 'versions', 'used'] as const;
export type LinkTab = (typeof LINK_TABS)[number];

/** What the address of a link keeps: the open tab, how the workflow is shown, the selected node, the version looked at. */
export interface LinkPageSearch extends ListSearch {
  /** Absent: the workflow. */
  tab?: LinkTab;
  /** Absent: the canvas. */
  view?: 'outline';
  node?: string;
  version?: number;
}

export function linkPageSearch(raw: Record<string, unknown>): LinkPageSearch {
  const version = Number(raw.version);
  return {
    ...listSearch(raw),
    tab: choiceParam(raw.tab, LINK_TABS),
    view: choiceParam(raw.view, ['outline']),
    node: nodeParam(raw.node),
    version: Number.isInteger(version) && version > 0 ? version : undefined,
  };
}

/** The router reads a node called `12` as a number. */
function nodeParam(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^[A-Za-z0-9_-]{1,40}$/.test(text) ? text : undefined;
}
