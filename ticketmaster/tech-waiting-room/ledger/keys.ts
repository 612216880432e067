/** The key of a room; all its other keys begin with it. The braces keep them on one node of a cluster. */
export const roomOf = (eventId: string) => `waiting-room:{${eventId}}`;

/** As in room.lua. */
export const LIFE_S = 2 * 86_400;
export const SETTINGS_LIFE_S = 90 * 86_400;
