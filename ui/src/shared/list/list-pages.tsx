import { Pagination } from '@mantine/core';
import { useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';

interface ListPagesProps {
  page: number;
  /** Number of pages. */
  pages: number;
  onChange: (page: number) => void;
}

/** The buttons that open the other pages of a list. */
export function ListPages({ page, pages, onChange }: ListPagesProps) {
  const t = useTexts(common);
  return (
    <Pagination
      size="sm"
      value={page}
      total={pages}
      siblings={1}
      boundaries={1}
      getItemProps={(number) => ({ 'aria-label': t('page', { page: number }) })}
      getControlProps={(control) => ({ 'aria-label': t(control === 'next' ? 'nextPage' : 'previousPage') })}
      onChange={onChange}
    />
  );
}
