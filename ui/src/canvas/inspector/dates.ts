/** What the date pickers need: their looks, and the names of days and months in Norwegian. */
import '@mantine/dates/styles.css';
import 'dayjs/locale/nb';
