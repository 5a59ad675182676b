/** What the address of a link keeps: the open tab, how the workflow is shown, the selected node. */
export interface LinkPageSearch {
  tab?: string;
  view?: string;
  node?: string;
  page?: number;
}

export function linkPageSearch(raw: Record<string, unknown>): LinkPageSearch {
  return {
    tab: typeof raw.tab === 'string' ? raw.tab : undefined,
    view: typeof raw.view === 'string' ? raw.view : undefined,
    node: typeof raw.node === 'string' ? raw.node : undefined,
    page: typeof raw.page === 'number' ? raw.page : undefined,
  };
}
