import type { LinkDetail } from '@linkflow/contracts';
import { Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { LinkTabs } from '../../../canvas/tabs/link-tabs';
import { useCanvasStore } from '../../../canvas/store/use-canvas';
import { LinkUsesLine } from '../link-uses';

const route = getRouteApi('/shell/links/$linkId');

/** The tabs on the page of a link. */
export function TabsView({ link, switcher }: { link: LinkDetail; switcher: ReactNode }) {
  const store = useCanvasStore();
  const navigate = route.useNavigate();
  const openCanvas = (nodeId: string | undefined) => {
    store.getState().select({ nodes: nodeId === undefined ? [] : [nodeId], edges: [] });
    store.setState({ inspectorOpen: nodeId !== undefined });
    void navigate({ search: (before) => ({ ...before, view: undefined, node: nodeId }), replace: true });
  };
  return (
    <LinkTabs
      bar={switcher}
      onCanvas={openCanvas}
      notes={
        link.usedIn.length > 0 && (
          <Text size="xs" c="dimmed" mt="md">
            <LinkUsesLine linkId={link.id} />
          </Text>
        )
      }
    />
  );
}
