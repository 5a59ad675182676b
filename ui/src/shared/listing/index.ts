export { ListPage } from './list-page';
export type { ListColumn } from './list-column';
export { Listing } from './listing';
export { pageQuery, useListState, type ListState } from './list-state';
export { RowButton } from './row-button';
export { RowLink } from './row-link';
export { RowMenu } from './row-menu';
export { SearchBox } from './search-box';
