import type { BlockType } from '@linkflow/contracts';
import {
  IconBrandFacebook,
  IconCode,
  IconColumns2,
  IconHeading,
  IconLayoutBottombar,
  IconMenu2,
  IconPhoto,
  IconRectangle,
  IconSeparatorHorizontal,
  IconSpacingVertical,
  IconTypography,
  type Icon,
} from '@tabler/icons-react';

/** The icon of each type of block, in the palette, the layers and the settings. */
export const BLOCK_ICONS: Record<BlockType, Icon> = {
  heading: IconHeading,
  text: IconTypography,
  image: IconPhoto,
  button: IconRectangle,
  columns: IconColumns2,
  divider: IconSeparatorHorizontal,
  spacer: IconSpacingVertical,
  menu: IconMenu2,
  social: IconBrandFacebook,
  html: IconCode,
  footer: IconLayoutBottombar,
};
