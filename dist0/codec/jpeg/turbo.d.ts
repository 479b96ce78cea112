/** A JPEG decoded no further than to its components, which stand one behind the other in one memory. */
export interface JpegPlanes {
    readonly width: number;
    readonly height: number;
    /** Y, or grey: width × height samples, row by row. To be changed in place. */
    readonly luma: Uint8Array;
    /**
     * The picture with Y as it is now, and Cb and Cr as they were read, as a JPEG without metadata, valid until the next call or the
     * release; undefined where the library refuses to write it.
     */
    encode(coding: PlanesCoding): Buffer | undefined;
    /** Gives the memory to the next image. The planes must not be used afterwards. */
    release(): void;
}
interface PlanesCoding {
    /** 1..100. */
    readonly quality: number;
    readonly progressive: boolean;
    /** Whether the codes are made for this picture: smaller, and slower. */
    readonly optimised: boolean;
    /** Blocks between restart markers; 0 for none. */
    readonly restartInterval: number;
}
/**
 * The components of a JPEG of 8 bits, grey or YCbCr, decoded by libjpeg-turbo; colour is neither converted nor brought to full
 * resolution. Undefined where there is no such library, and where it finds anything to warn of: the verdict is left to others.
 *
 * @param file begins with the JPEG; what stands behind it is not looked at
 */
export declare function decodePlanes(file: Buffer, width: number, height: number): JpegPlanes | undefined;
/** Whether images are decoded as planes here. */
export declare function hasPlaneCodec(): boolean;
/** The library that does it, or why there is none. */
export type PlaneCodec = {
    readonly path: string;
    readonly version: string;
} | {
    readonly missing: string;
};
/** `IMGPAR_TURBOJPEG` in the environment is the path of the library that is tried first, or `off`. */
export declare function planeCodec(): PlaneCodec;
export {};
