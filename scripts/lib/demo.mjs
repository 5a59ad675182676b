/** How to sign in to the demo that an empty database is filled with. */
export const demoUser = { email: 'ingrid@example.no', password: 'linkflow' };
