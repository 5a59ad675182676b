import { Skeleton } from '@mantine/core';
import classes from './card-page.module.css';

/** The shape of a card of a contact or a company while it is on its way. */
export function CardSkeleton() {
  return (
    <div className={classes.page} aria-busy>
      <div className={classes.skeletonHead}>
        <Skeleton height={10} width={70} />
        <Skeleton height={20} width={260} mt={10} />
      </div>
      <div className={classes.columns}>
        <div className={classes.facts}>
          {[70, 50, 62, 44, 58, 66, 40].map((width) => (
            <Skeleton key={width} height={10} width={`${width}%`} mb={14} />
          ))}
        </div>
        <div className={classes.main}>
          {[52, 64, 40, 58, 47].map((width) => (
            <Skeleton key={width} height={10} width={`${width}%`} mb={24} />
          ))}
        </div>
      </div>
    </div>
  );
}
