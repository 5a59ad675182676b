import { Anchor, type AnchorProps, UnstyledButton } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, ReactNode, Ref } from 'react';
import classes from './list/list.module.css';

interface MantineAnchorProps
  extends AnchorProps, Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof AnchorProps> {
  ref?: Ref<HTMLAnchorElement>;
}

/** A link inside a text (`inherit`) is underlined, because its colour alone does not set it apart. */
function MantineAnchor(props: MantineAnchorProps) {
  return <Anchor size="sm" underline={props.inherit ? 'always' : 'hover'} {...props} />;
}

/** A link to a page of the application: a router link (with typed routes) that looks like a Mantine anchor. */
export const TextLink = createLink(MantineAnchor);

interface RowAnchorProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  ref?: Ref<HTMLAnchorElement>;
}

function RowAnchor({ className, ref, ...props }: RowAnchorProps) {
  return (
    <a
      {...props}
      ref={ref}
      data-row-link
      className={className ? `${classes.link} ${className}` : classes.link}
    />
  );
}

/** The name of a list row, linked to the record's page. A click elsewhere on the row follows the same link (see `openRow`). */
export const RowLink = createLink(RowAnchor);

interface RowButtonProps {
  title: string;
  dimmed?: boolean;
  onClick: () => void;
  children: ReactNode;
}

/** The name of a list row, as a button that opens a drawer. A click elsewhere on the row presses the same button (see `openRow`). */
export function RowButton({ title, dimmed, onClick, children }: RowButtonProps) {
  return (
    <UnstyledButton
      className={classes.link}
      data-row-link
      data-dimmed={dimmed || undefined}
      title={title}
      onClick={onClick}
    >
      {children}
    </UnstyledButton>
  );
}
