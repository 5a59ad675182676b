import type { ComponentType } from 'react';
import type { Position } from '@linkflow/contracts';

/** Where an arrow is drawn: its path (`d`) and its ends. */
export interface ArrowFigureProps {
  id: string;
  d: string;
  from: Position;
  to: Position;
  isMerge: boolean;
}

/** What a page adds to the cards and arrows of a canvas that is only looked at, such as numbers. A card's part never changes its height. */
export interface Figures {
  Card: ComponentType<{ id: string }>;
  Arrow: ComponentType<ArrowFigureProps>;
}
