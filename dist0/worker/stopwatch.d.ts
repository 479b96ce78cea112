/** Gives the milliseconds since it was last asked, to the microsecond: more digits say nothing, and take their time to be sent and recorded. */
export declare function stopwatch(): () => number;
