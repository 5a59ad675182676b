import { Select } from '@mantine/core';
import { IconListDetails } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useAudit } from '../../api/ops';
import { useTexts } from '../../i18n';
import { EmptyList, Listing, pageQuery, RefFilter, SearchBox, useListState } from '../../shared/listing';
import { PartList } from '../../shared/parts';
import { useAuditColumns } from './audit-columns';
import { actionsOf, AUDIT_ACTIONS, AUDIT_KINDS } from './audit-words';
import { opsTexts } from './ops.texts';

const route = getRouteApi('/shell/ops/audit');
const DEFAULT_SORT = '';

/** Who did what, and when. */
export function AuditPage() {
  const t = useTexts(opsTexts);
  const search = route.useSearch();
  const go = route.useNavigate();
  const list = useListState(search, (next) => go({ search: next, replace: true }));
  const { userId, action } = search;
  const query = useAudit({ ...pageQuery(search, DEFAULT_SORT), userId, action });
  const columns = useAuditColumns();
  return (
    <PartList
      title={t('audit.title')}
      lead={t('audit.lead')}
      bar={
        <>
          <SearchBox list={list} label={t('audit.search')} />
          <RefFilter list={list} name="userId" kind="user" label={t('audit.who')} any={t('audit.anyone')} />
          <Select
            size="xs"
            clearable
            w={220}
            aria-label={t('audit.did')}
            placeholder={t('audit.anything')}
            data={AUDIT_KINDS.map((kind) => ({
              group: t(`audit.kinds.${kind}`),
              items: [
                { value: `${kind}.`, label: t(`audit.allOf.${kind}`) },
                ...actionsOf(kind).map((value) => ({ value, label: t(AUDIT_ACTIONS[value]) })),
              ],
            }))}
            value={action ?? null}
            onChange={(value) => list.set({ action: value ?? undefined })}
          />
        </>
      }
    >
      <Listing
        label={t('audit.title')}
        query={query}
        list={list}
        defaultSort={DEFAULT_SORT}
        columns={columns}
        idOf={(entry) => entry.id}
        nameOf={(entry) => entry.target.name}
        empty={<EmptyList icon={IconListDetails} title={t('audit.empty')} text={t('audit.emptyText')} />}
      />
    </PartList>
  );
}
