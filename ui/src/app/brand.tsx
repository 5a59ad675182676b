import { Link } from '@tanstack/react-router';
import classes from './shell.module.css';

/** The mark and the name; leads home. */
export function Brand() {
  return (
    <Link to="/links" className={classes.brand}>
      <img src="/icon.svg" alt="" width={26} height={26} />
      <span>Linkflow</span>
    </Link>
  );
}
