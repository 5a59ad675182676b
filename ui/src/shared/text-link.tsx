import { Anchor, type AnchorProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, Ref } from 'react';

interface MantineAnchorProps
  extends AnchorProps, Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof AnchorProps> {
  ref?: Ref<HTMLAnchorElement>;
}

function MantineAnchor(props: MantineAnchorProps) {
  return <Anchor size="sm" {...props} />;
}

/** A link to one of our own pages, in the looks of Mantine and with the types of the router. */
export const TextLink = createLink(MantineAnchor);
