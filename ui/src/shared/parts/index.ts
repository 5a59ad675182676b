export { Part, PartHead, PartPage } from './part';
export { PartList } from './part-list';
export { PartTable, type PartColumn } from './part-table';
export { SectionLayout } from './section-layout';
