import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, Ref } from 'react';
import classes from './row-link.module.css';

interface NameProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  ref?: Ref<HTMLAnchorElement>;
}

function Name({ className, ref, ...props }: NameProps) {
  return (
    <a
      {...props}
      ref={ref}
      data-row-link
      className={className ? `${classes.link} ${className}` : classes.link}
    />
  );
}

/** The name of a row, which opens it; a click elsewhere on the row does the same. */
export const RowLink = createLink(Name);
