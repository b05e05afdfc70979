export declare function revalidateTag(tag: string): void;
export declare function revalidatePath(originalPath: string, type?: 'layout' | 'page'): void;
export declare function unstable_cache<T extends (...args: any[]) => Promise<any>>(
  cb: T, keyParts?: string[], options?: { revalidate?: number | false; tags?: string[] },
): T;
