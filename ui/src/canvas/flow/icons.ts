import type { NodeGroup } from '@linkflow/contracts';
import {
  IconArrowRight,
  IconArrowsSplit,
  IconClick,
  IconCode,
  IconDatabaseEdit,
  IconListCheck,
  type Icon,
} from '@tabler/icons-react';
import * as set from './icon-set';

const ICONS: Readonly<Record<string, Icon>> = set;

const OF_GROUP: Record<NodeGroup, Icon> = {
  trigger: IconClick,
  response: IconArrowRight,
  data: IconDatabaseEdit,
  work: IconListCheck,
  script: IconCode,
  flow: IconArrowsSplit,
};

/** The icon of a node type; one that is not in our set gets its group's. */
export function iconFor(name: string | undefined, group: NodeGroup): Icon {
  return (name === undefined ? undefined : ICONS[name]) ?? OF_GROUP[group];
}
