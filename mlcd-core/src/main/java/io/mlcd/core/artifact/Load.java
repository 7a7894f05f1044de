package io.mlcd.core.artifact;

/** What is made of the bytes of a model when it is loaded; the answers are the same to the last bit. */
public enum Load {
    /** Trees are expanded to what answers fastest; several times as large as the bytes. */
    FAST,
    /**
     * Trees are walked in the bytes as they are: the heap that they take is hardly more than the bytes of the artifact, and a
     * call takes several times as long. For phones, and for very many models of which each is asked now and then.
     */
    COMPACT
}
